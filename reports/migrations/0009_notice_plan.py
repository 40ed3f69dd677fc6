
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0008_directives_in_the_report'),
        ('targets', '0003_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='plan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='targets.plan'),
        ),
    ]
