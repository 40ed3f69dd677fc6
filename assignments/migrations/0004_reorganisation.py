import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0003_plan_letterhead'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssignmentChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='Heir',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_new', models.BooleanField(default=True, verbose_name='đơn vị mới')),
                ('code', models.SlugField(blank=True, verbose_name='mã')),
                ('kind', models.CharField(blank=True, choices=[('DEPARTMENT', 'Phòng chuyên môn'), ('OFFICE', 'Văn phòng'), ('SERVICE', 'Đơn vị sự nghiệp'), ('MILITARY', 'Quân sự'), ('COMPANY', 'Doanh nghiệp'), ('WARD', 'Phường'), ('OUTSIDE', 'Cơ quan ngoài quận')], max_length=12, verbose_name='loại')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='tên đầy đủ')),
                ('short_name', models.CharField(blank=True, max_length=80, verbose_name='tên gọn')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='thứ tự')),
                ('staff_may_submit', models.BooleanField(default=False, verbose_name='chuyên viên được gửi thẳng')),
            ],
            options={
                'verbose_name': 'đơn vị kế thừa',
                'verbose_name_plural': 'đơn vị kế thừa',
                'ordering': ['reorganisation', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Inheritance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_main', models.BooleanField(default=True, verbose_name='kế thừa chính')),
                ('partial_territory', models.TextField(blank=True, verbose_name='phần địa bàn')),
            ],
            options={
                'verbose_name': 'dòng kế thừa',
                'verbose_name_plural': 'dòng kế thừa',
                'ordering': ['reorganisation', 'predecessor__order', '-is_main', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Lineage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=250, verbose_name='nội dung sắp xếp')),
                ('document', models.CharField(max_length=120, verbose_name='số, ký hiệu văn bản')),
                ('document_on', models.DateField(verbose_name='ngày văn bản')),
                ('issued_by', models.CharField(max_length=200, verbose_name='cơ quan ban hành')),
                ('effective_on', models.DateField(verbose_name='hiệu lực từ ngày')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('state', models.CharField(choices=[('DRAFT', 'Đang chuẩn bị'), ('CARRIED_OUT', 'Đã thực hiện'), ('UNDONE', 'Đã hoàn lại')], default='DRAFT', max_length=12)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField()),
                ('carried_out_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'sắp xếp đơn vị',
                'verbose_name_plural': 'sắp xếp đơn vị',
                'ordering': ['-effective_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReorganisationEffect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=60)),
                ('object_id', models.BigIntegerField()),
                ('before', models.JSONField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='substitutes_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substitutes', to=settings.AUTH_USER_MODEL, verbose_name='thay cho'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('substitutes_for__isnull', True), models.Q(('valid_to__isnull', False), models.Q(('substitutes_for', models.F('user')), _negated=True)), _connector='OR'), name='membership_substitute_has_an_end', violation_error_message='Thay người khác cần có ngày kết thúc và là một người khác.'),
        ),
        migrations.AddField(
            model_name='assignmentchoice',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assignments.assignment'),
        ),
        migrations.AddField(
            model_name='heir',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assignments.unit'),
        ),
        migrations.AddField(
            model_name='assignmentchoice',
            name='heir',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assignments.heir'),
        ),
        migrations.AddField(
            model_name='inheritance',
            name='heir',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='inheritances', to='assignments.heir'),
        ),
        migrations.AddField(
            model_name='inheritance',
            name='predecessor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assignments.unit'),
        ),
        migrations.AddField(
            model_name='lineage',
            name='ancestor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posterity', to='assignments.unit'),
        ),
        migrations.AddField(
            model_name='lineage',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ancestry', to='assignments.unit'),
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='carried_out_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reorganisation',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='inheritance',
            name='reorganisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inheritances', to='assignments.reorganisation'),
        ),
        migrations.AddField(
            model_name='heir',
            name='reorganisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='heirs', to='assignments.reorganisation'),
        ),
        migrations.AddField(
            model_name='assignmentchoice',
            name='reorganisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignment_choices', to='assignments.reorganisation'),
        ),
        migrations.AddField(
            model_name='reorganisationeffect',
            name='reorganisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='effects', to='assignments.reorganisation'),
        ),
        migrations.AddConstraint(
            model_name='lineage',
            constraint=models.UniqueConstraint(fields=('unit', 'ancestor'), name='lineage_once'),
        ),
        migrations.AddConstraint(
            model_name='lineage',
            constraint=models.CheckConstraint(condition=models.Q(('unit', models.F('ancestor')), _negated=True), name='lineage_not_of_itself'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'DRAFT'), models.Q(('carried_out_at__isnull', False), ('carried_out_by__isnull', False)), _connector='OR'), name='reorganisation_carried_out_by_someone', violation_error_message='Việc sắp xếp đã thực hiện phải có người và thời điểm.'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'UNDONE'), _negated=True), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='reorganisation_undone_by_someone', violation_error_message='Việc hoàn lại phải có người và thời điểm.'),
        ),
        migrations.AddConstraint(
            model_name='inheritance',
            constraint=models.UniqueConstraint(fields=('reorganisation', 'predecessor', 'heir'), name='inheritance_once'),
        ),
        migrations.AddConstraint(
            model_name='inheritance',
            constraint=models.UniqueConstraint(condition=models.Q(('is_main', True)), fields=('reorganisation', 'predecessor'), name='inheritance_one_main_heir', violation_error_message='Mỗi đơn vị chỉ có một đơn vị kế thừa chính.'),
        ),
        migrations.AddConstraint(
            model_name='heir',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('reorganisation', 'code'), name='heir_code_once', violation_error_message='Đã có đơn vị mới mang mã này.'),
        ),
        migrations.AddConstraint(
            model_name='heir',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_new', False), ('unit__isnull', False)), models.Q(('is_new', True), models.Q(('code', ''), _negated=True), models.Q(('name', ''), _negated=True), models.Q(('kind', ''), _negated=True)), _connector='OR'), name='heir_is_described', violation_error_message='Đơn vị mới cần mã, loại và tên đầy đủ.'),
        ),
        migrations.AddConstraint(
            model_name='assignmentchoice',
            constraint=models.UniqueConstraint(fields=('reorganisation', 'assignment'), name='assignment_choice_once'),
        ),
    ]
