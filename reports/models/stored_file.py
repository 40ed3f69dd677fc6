"""What every stored file of a person has, whatever it belongs to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file in the evidence storage.

    ``name`` is the original name (NFC), ``stored_name`` the random one, ``size`` in bytes,
    ``sha256`` in hex.
    """

    class Scan(models.TextChoices):
        """What the virus scanner said."""

        NOT_CONFIGURED = "NOT_CONFIGURED", _("Chưa cấu hình quét vi-rút")
        PENDING = "PENDING", _("Chờ quét vi-rút")
        CLEAN = "CLEAN", _("Đã quét, an toàn")
        INFECTED = "INFECTED", _("Có vi-rút, đã chặn")

    name = models.CharField(_("tên tệp"), max_length=255)
    stored_name = models.CharField(max_length=80, unique=True)
    size = models.PositiveBigIntegerField(_("dung lượng"))
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    scan = models.CharField(_("quét vi-rút"), max_length=16, choices=Scan)
    scanned_at = models.DateTimeField(null=True, blank=True)
    uploaded_at = models.DateTimeField(_("tải lên lúc"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def is_downloadable(self):
        return self.scan in {self.Scan.CLEAN, self.Scan.NOT_CONFIGURED}
