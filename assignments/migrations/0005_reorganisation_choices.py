
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0004_reorganisation'),
        ('targets', '0003_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='reorganisation',
            name='break_targets',
            field=models.ManyToManyField(blank=True, related_name='+', to='targets.target', verbose_name='chỉ tiêu không so sánh được với trước đó'),
        ),
        migrations.AddField(
            model_name='reorganisationeffect',
            name='after',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='MembershipChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heir', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assignments.heir')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assignments.membership')),
                ('reorganisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='membership_choices', to='assignments.reorganisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('reorganisation', 'membership'), name='membership_choice_once')],
            },
        ),
    ]
