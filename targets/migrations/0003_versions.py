import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0002_denominators'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClauseVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='nội dung sau điều chỉnh')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
            ],
            options={
                'verbose_name': 'nội dung điều chỉnh của điều khoản',
                'verbose_name_plural': 'nội dung điều chỉnh của điều khoản',
                'ordering': ['clause', 'valid_from', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='GoverningSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
            ],
            options={
                'verbose_name': 'thời gian áp dụng cách hiểu',
                'verbose_name_plural': 'thời gian áp dụng cách hiểu',
                'ordering': ['target', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='SeriesBreak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='từ năm')),
                ('reason', models.TextField(verbose_name='lý do')),
                ('document', models.CharField(blank=True, max_length=200, verbose_name='văn bản')),
                ('restated_value', models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name='giá trị năm trước, tính lại')),
                ('restated_source', models.TextField(blank=True, verbose_name='nguồn của giá trị tính lại')),
            ],
            options={
                'verbose_name': 'đứt chuỗi số liệu',
                'verbose_name_plural': 'đứt chuỗi số liệu',
                'ordering': ['target', 'first_year'],
            },
        ),
        migrations.CreateModel(
            name='TaskVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='tên ngắn')),
                ('quote', models.TextField(verbose_name='nội dung')),
                ('kind', models.CharField(choices=[('STANDING', 'Thường xuyên'), ('DATED', 'Có thời hạn'), ('DELIVERABLE', 'Có sản phẩm'), ('OBLIGATION', 'Trách nhiệm chung')], max_length=12, verbose_name='loại')),
                ('start_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='từ năm')),
                ('end_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='đến năm')),
                ('period_text', models.CharField(blank=True, max_length=200, verbose_name='thời hạn bằng lời')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
            ],
            options={
                'verbose_name': 'lần điều chỉnh nhiệm vụ',
                'verbose_name_plural': 'lần điều chỉnh nhiệm vụ',
                'ordering': ['task', 'valid_from'],
            },
        ),
        migrations.CreateModel(
            name='TaskYardstick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('name', models.CharField(max_length=200, verbose_name='nội dung được giao')),
                ('unit_of_measure', models.CharField(max_length=60, verbose_name='đơn vị tính')),
                ('direction', models.CharField(choices=[('AT_LEAST', 'từ mức này trở lên'), ('AT_MOST', 'không quá mức này'), ('EXACTLY', 'đúng mức này')], default='AT_LEAST', max_length=10, verbose_name='yêu cầu')),
                ('value', models.DecimalField(decimal_places=6, max_digits=20, verbose_name='mức giao')),
                ('replaced_on', models.DateField(blank=True, null=True, verbose_name='được thay từ ngày')),
            ],
            options={
                'verbose_name': 'chỉ tiêu cấp trên giao',
                'verbose_name_plural': 'chỉ tiêu cấp trên giao',
                'ordering': ['task', 'year', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='reading',
            name='reading_target_clause_unique',
        ),
        migrations.AddField(
            model_name='plan',
            name='carries_out',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_out_by', to='targets.plan', verbose_name='triển khai kế hoạch'),
        ),
        migrations.AddField(
            model_name='reading',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='targets.decision'),
        ),
        migrations.AddField(
            model_name='reading',
            name='replaced_on',
            field=models.DateField(blank=True, null=True, verbose_name='được thay từ ngày'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_on__isnull', True)), fields=('target', 'clause'), name='reading_target_clause_unique', violation_error_message='Chỉ tiêu này đã có cách ghi tại điều khoản này.'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(('replaced_on__isnull', True), ('is_governing', False), _connector='OR'), name='reading_replaced_governs_no_more', violation_error_message='Cách ghi đã được thay không còn áp dụng.'),
        ),
        migrations.AddField(
            model_name='clauseversion',
            name='clause',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='targets.clause'),
        ),
        migrations.AddField(
            model_name='clauseversion',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clause_versions', to='targets.decision'),
        ),
        migrations.AddField(
            model_name='governingspan',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='governing_spans', to='targets.decision'),
        ),
        migrations.AddField(
            model_name='governingspan',
            name='reading',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='targets.reading'),
        ),
        migrations.AddField(
            model_name='governingspan',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='governing_spans', to='targets.target'),
        ),
        migrations.AddField(
            model_name='seriesbreak',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaks', to='targets.target'),
        ),
        migrations.AddField(
            model_name='taskversion',
            name='decision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='task_versions', to='targets.decision'),
        ),
        migrations.AddField(
            model_name='taskversion',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='targets.task'),
        ),
        migrations.AddField(
            model_name='taskyardstick',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='task_yardsticks', to='targets.decision'),
        ),
        migrations.AddField(
            model_name='taskyardstick',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='yardsticks', to='targets.task'),
        ),
        migrations.AddConstraint(
            model_name='clauseversion',
            constraint=models.UniqueConstraint(fields=('clause', 'valid_from'), name='clause_version_begins_once', violation_error_message='Ngày này đã có một điều chỉnh của điều khoản.'),
        ),
        migrations.AddConstraint(
            model_name='governingspan',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='governing_span_dates_in_order', violation_error_message='Ngày bắt đầu phải trước hoặc bằng ngày kết thúc.'),
        ),
        migrations.AddConstraint(
            model_name='governingspan',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('target',), name='governing_span_one_open', violation_error_message='Chỉ tiêu đã có cách hiểu đang áp dụng.'),
        ),
        migrations.AddConstraint(
            model_name='governingspan',
            constraint=models.UniqueConstraint(fields=('target', 'valid_from'), name='governing_span_begins_once', violation_error_message='Ngày này đã có một điều chỉnh của chỉ tiêu.'),
        ),
        migrations.AddConstraint(
            model_name='seriesbreak',
            constraint=models.UniqueConstraint(fields=('target', 'first_year'), name='series_break_once_a_year', violation_error_message='Năm này đã được đánh dấu đứt chuỗi.'),
        ),
        migrations.AddConstraint(
            model_name='seriesbreak',
            constraint=models.CheckConstraint(condition=models.Q(('restated_value__isnull', True), models.Q(('restated_source', ''), _negated=True), _connector='OR'), name='series_break_restated_needs_source', violation_error_message='Giá trị tính lại cần có nguồn.'),
        ),
        migrations.AddConstraint(
            model_name='taskversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='task_version_dates_in_order', violation_error_message='Ngày bắt đầu phải trước hoặc bằng ngày kết thúc.'),
        ),
        migrations.AddConstraint(
            model_name='taskversion',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('task',), name='task_version_one_open', violation_error_message='Nhiệm vụ đã có nội dung đang áp dụng.'),
        ),
        migrations.AddConstraint(
            model_name='taskyardstick',
            constraint=models.UniqueConstraint(condition=models.Q(('replaced_on__isnull', True)), fields=('task', 'year'), name='task_yardstick_one_in_force', violation_error_message='Năm này đã có mức cấp trên giao đang áp dụng.'),
        ),
    ]
