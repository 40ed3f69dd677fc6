
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0005_reorganisation_choices'),
        ('targets', '0003_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='portfolio',
            name='document',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='văn bản phân công'),
        ),
        migrations.AddField(
            model_name='portfolio',
            name='substitutes_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='thay cho'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=models.CheckConstraint(condition=models.Q(('substitutes_for__isnull', True), models.Q(('valid_to__isnull', False), models.Q(('substitutes_for', models.F('user')), _negated=True)), _connector='OR'), name='portfolio_substitute_has_an_end', violation_error_message='Thay người khác cần có ngày kết thúc và là một người khác.'),
        ),
    ]
