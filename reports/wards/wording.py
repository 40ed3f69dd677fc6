"""Words about a ward's part of a target."""

from django.utils.translation import gettext as _


def ward_words(ward, provider) -> str:
    """Whose part this is and who answers for the whole; ``provider`` may be None."""
    if provider is None:
        return _("Phần của %(ward)s; chưa xác định đơn vị cung cấp số toàn quận.") % {
            "ward": ward.short_name
        }
    return _("Phần của %(ward)s; số toàn quận do %(provider)s cung cấp.") % {
        "ward": ward.short_name,
        "provider": provider.name,
    }
