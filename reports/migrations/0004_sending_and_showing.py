"""Consolidated reports, letters, excused units and kept totals.

What was frozen or sent is never updated and never deleted: the database itself refuses it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


SQLITE_GUARD = """CREATE TRIGGER {name}_no_{verb} BEFORE {verb} ON {table} {when}
    BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
POSTGRESQL_GUARD = """CREATE TRIGGER {name}_no_{verb} BEFORE {verb} ON {table} {scope} {when}
    EXECUTE FUNCTION refuse_change()"""
POSTGRESQL_FUNCTION = """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation'; END $$"""
# name, table, rows that may no longer change
GUARDED = (
    ("consolidation", "reports_consolidation", ""),
    ("consolidation_file", "reports_consolidationfile", ""),
    ("paragraph_change", "reports_paragraphchange", ""),
    ("call", "reports_call", ""),
    ("letter", "reports_letter", "WHEN (OLD.sent_at IS NOT NULL)"),
)


def guard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    if not is_sqlite:
        # The percent sign is the function's own.
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for name, table, when in GUARDED:
        words = {"name": name, "table": table, "when": when}
        for verb in ("UPDATE", "DELETE"):
            text = SQLITE_GUARD if is_sqlite else POSTGRESQL_GUARD
            schema_editor.execute(text.format(**words, verb=verb, scope="FOR EACH ROW"))
        if not is_sqlite:
            words |= {"verb": "TRUNCATE", "when": ""}
            schema_editor.execute(POSTGRESQL_GUARD.format(**words, scope="FOR EACH STATEMENT"))


def unguard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for name, table, _when in GUARDED:
        for verb in ("UPDATE", "DELETE") if is_sqlite else ("UPDATE", "DELETE", "TRUNCATE"):
            on = "" if is_sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER {name}_no_{verb}{on}")
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION refuse_change()")


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0003_plan_letterhead'),
        ('reports', '0003_collecting'),
        ('targets', '0002_denominators'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('spoken_to', models.CharField(max_length=120, verbose_name='người nghe')),
                ('note', models.TextField(verbose_name='nội dung')),
                ('promised_on', models.DateField(blank=True, null=True, verbose_name='hẹn gửi ngày')),
            ],
            options={
                'verbose_name': 'liên hệ',
                'verbose_name_plural': 'liên hệ',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CompiledReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('superior', models.CharField(blank=True, max_length=200, verbose_name='cơ quan chủ quản')),
                ('agency', models.TextField(verbose_name='cơ quan ban hành')),
                ('symbol', models.CharField(max_length=40, verbose_name='ký hiệu')),
                ('place', models.CharField(max_length=80, verbose_name='địa danh')),
                ('authority', models.CharField(blank=True, max_length=200, verbose_name='quyền hạn người ký')),
                ('signer_title', models.CharField(max_length=120, verbose_name='chức vụ người ký')),
                ('signer_name', models.CharField(blank=True, max_length=120, verbose_name='họ tên người ký')),
                ('recipients', models.TextField(blank=True, verbose_name='nơi nhận')),
                ('archive', models.CharField(default='VT', max_length=80, verbose_name='lưu')),
                ('number', models.CharField(blank=True, max_length=20, verbose_name='số')),
                ('dated_on', models.DateField(blank=True, null=True, verbose_name='ngày ký')),
                ('subject', models.TextField(verbose_name='trích yếu')),
                ('addressee', models.TextField(blank=True, verbose_name='kính gửi')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField()),
                ('assembled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'dự thảo báo cáo tổng hợp',
                'verbose_name_plural': 'dự thảo báo cáo tổng hợp',
            },
        ),
        migrations.CreateModel(
            name='Consolidation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField(verbose_name='lần')),
                ('title', models.CharField(max_length=300, verbose_name='tên')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='số, ký hiệu')),
                ('dated_on', models.DateField(blank=True, null=True, verbose_name='ngày ký')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('snapshot', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'báo cáo tổng hợp đã chốt',
                'verbose_name_plural': 'báo cáo tổng hợp đã chốt',
                'ordering': ['-round__year', '-sequence'],
            },
        ),
        migrations.CreateModel(
            name='ConsolidationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('REPORT', 'Báo cáo tổng hợp (.docx)'), ('TABLE', 'Biểu tổng hợp (.xlsx)')], max_length=8)),
                ('name', models.CharField(max_length=255)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['consolidation', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('superior', models.CharField(blank=True, max_length=200, verbose_name='cơ quan chủ quản')),
                ('agency', models.TextField(verbose_name='cơ quan ban hành')),
                ('symbol', models.CharField(max_length=40, verbose_name='ký hiệu')),
                ('place', models.CharField(max_length=80, verbose_name='địa danh')),
                ('authority', models.CharField(blank=True, max_length=200, verbose_name='quyền hạn người ký')),
                ('signer_title', models.CharField(max_length=120, verbose_name='chức vụ người ký')),
                ('signer_name', models.CharField(blank=True, max_length=120, verbose_name='họ tên người ký')),
                ('recipients', models.TextField(blank=True, verbose_name='nơi nhận')),
                ('archive', models.CharField(default='VT', max_length=80, verbose_name='lưu')),
                ('number', models.CharField(blank=True, max_length=20, verbose_name='số')),
                ('dated_on', models.DateField(blank=True, null=True, verbose_name='ngày ký')),
                ('subject', models.TextField(verbose_name='trích yếu')),
                ('opening', models.TextField(verbose_name='đoạn mở đầu')),
                ('closing', models.TextField(blank=True, verbose_name='đoạn kết')),
                ('reply_by', models.DateField(blank=True, null=True, verbose_name='gửi báo cáo đến hết ngày')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('content', models.BinaryField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'verbose_name': 'công văn đôn đốc',
                'verbose_name_plural': 'công văn đôn đốc',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='LetterUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_before', models.DateField(verbose_name='nộp trước ngày')),
                ('days_late', models.PositiveSmallIntegerField(verbose_name='số ngày trễ')),
                ('missing', models.TextField(blank=True, verbose_name='nội dung còn thiếu')),
            ],
            options={
                'ordering': ['letter', 'report__unit__order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Paragraph',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160)),
                ('section', models.CharField(choices=[('INTRODUCTION', 'Mở đầu'), ('TARGETS', 'Kết quả thực hiện các chỉ tiêu'), ('TASKS', 'Kết quả thực hiện nhiệm vụ, giải pháp'), ('DIFFICULTIES', 'Khó khăn, hạn chế và nguyên nhân'), ('PROPOSALS', 'Kiến nghị, đề xuất'), ('CORRECTIONS', 'Đính chính số liệu đã báo cáo'), ('NEXT_YEAR', 'Nhiệm vụ trọng tâm năm sau'), ('CLOSING', 'Kết thúc')], max_length=12, verbose_name='phần')),
                ('order', models.PositiveIntegerField(verbose_name='thứ tự')),
                ('heading', models.TextField(blank=True, verbose_name='đề mục')),
                ('item', models.CharField(blank=True, max_length=20, verbose_name='mã chỉ tiêu, nhiệm vụ')),
                ('source', models.TextField(blank=True, verbose_name='nội dung đơn vị báo cáo')),
                ('text', models.TextField(blank=True, verbose_name='nội dung đưa vào báo cáo')),
                ('edited_source', models.TextField(blank=True, editable=False)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('is_left_out', models.BooleanField(default=False, verbose_name='không đưa vào báo cáo')),
                ('is_orphan', models.BooleanField(default=False, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'ordering': ['compiled', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ParagraphChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ASSEMBLED', 'Tổng hợp từ báo cáo đơn vị'), ('EDITED', 'Sửa nội dung'), ('RESTORED', 'Lấy lại nội dung đơn vị báo cáo'), ('KEPT', 'Giữ nội dung đã sửa'), ('LEFT_OUT', 'Không đưa vào báo cáo'), ('PUT_BACK', 'Đưa trở lại báo cáo'), ('MOVED', 'Chuyển vị trí')], max_length=10)),
                ('at', models.DateTimeField()),
                ('before', models.TextField(blank=True)),
                ('after', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PlanYearTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('targets', models.PositiveSmallIntegerField(default=0)),
                ('with_data', models.PositiveSmallIntegerField(default=0)),
                ('exceeded', models.PositiveSmallIntegerField(default=0)),
                ('met', models.PositiveSmallIntegerField(default=0)),
                ('missed', models.PositiveSmallIntegerField(default=0)),
                ('no_data', models.PositiveSmallIntegerField(default=0)),
                ('not_assessable', models.PositiveSmallIntegerField(default=0)),
                ('not_started', models.PositiveSmallIntegerField(default=0)),
                ('expected', models.PositiveSmallIntegerField(default=0)),
                ('excused', models.PositiveSmallIntegerField(default=0)),
                ('sent', models.PositiveSmallIntegerField(default=0)),
                ('sent_late', models.PositiveSmallIntegerField(default=0)),
                ('accepted', models.PositiveSmallIntegerField(default=0)),
                ('refreshed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['plan', 'year'],
            },
        ),
        migrations.AddField(
            model_name='report',
            name='excuse_reason',
            field=models.TextField(blank=True, verbose_name='lý do miễn báo cáo'),
        ),
        migrations.AddField(
            model_name='report',
            name='excused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='excused_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='reportevent',
            name='kind',
            field=models.CharField(choices=[('OPENED', 'Mở kỳ báo cáo'), ('STARTED', 'Bắt đầu soạn'), ('HANDED_OVER', 'Trình lãnh đạo'), ('GIVEN_BACK', 'Lãnh đạo đề nghị sửa'), ('SUBMITTED', 'Gửi báo cáo'), ('ITEM_ACCEPTED', 'Duyệt nội dung'), ('ITEM_RETURNED', 'Đề nghị sửa nội dung'), ('RETURNED', 'Trả lại báo cáo'), ('ACCEPTED', 'Duyệt báo cáo'), ('REOPENED', 'Mở lại báo cáo'), ('CLOSED_EARLY', 'Đóng mở lại trước hạn'), ('EXTENDED', 'Gia hạn'), ('ITEMS_ADDED', 'Bổ sung nội dung phải báo cáo'), ('ITEMS_REMOVED', 'Bớt nội dung phải báo cáo'), ('IMPORTED', 'Nhập từ biểu mẫu Excel'), ('BEHALF_BEGUN', 'Nhập thay đơn vị'), ('BEHALF_ENDED', 'Thôi nhập thay'), ('EVIDENCE_ADDED', 'Bổ sung bản ký, đóng dấu'), ('EXCUSED', 'Miễn báo cáo'), ('EXCUSE_ENDED', 'Thôi miễn báo cáo'), ('CHASED', 'Đôn đốc bằng công văn'), ('VERDICT_FLIPPED', 'Kết quả đánh giá thay đổi')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('excused_at__isnull', True), models.Q(('excused_by__isnull', False), ('first_submitted_at__isnull', True), models.Q(('excuse_reason', ''), _negated=True)), _connector='OR'), name='report_excused_needs_reason', violation_error_message='Miễn báo cáo cần người quyết định và lý do; báo cáo đã gửi thì không miễn được.'),
        ),
        migrations.AddField(
            model_name='call',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='call',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='reports.report'),
        ),
        migrations.AddField(
            model_name='compiledreport',
            name='assembled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='compiledreport',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='compiledreport',
            name='round',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='compiled', to='reports.round'),
        ),
        migrations.AddField(
            model_name='consolidation',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consolidation',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consolidations', to='reports.round'),
        ),
        migrations.AddField(
            model_name='consolidationfile',
            name='consolidation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.consolidation'),
        ),
        migrations.AddField(
            model_name='letter',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='letter',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='reports.round'),
        ),
        migrations.AddField(
            model_name='letter',
            name='sent_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='letterunit',
            name='letter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='reports.letter'),
        ),
        migrations.AddField(
            model_name='letterunit',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='reports.report'),
        ),
        migrations.AddField(
            model_name='paragraph',
            name='compiled',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paragraphs', to='reports.compiledreport'),
        ),
        migrations.AddField(
            model_name='paragraph',
            name='edited_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paragraph',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assignments.unit'),
        ),
        migrations.AddField(
            model_name='paragraphchange',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='paragraphchange',
            name='paragraph',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='reports.paragraph'),
        ),
        migrations.AddField(
            model_name='planchange',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.plan'),
        ),
        migrations.AddField(
            model_name='planyeartotal',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='totals', to='targets.plan'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('note', ''), _negated=True), models.Q(('spoken_to', ''), _negated=True)), name='call_has_person_and_note', violation_error_message='Ghi rõ đã liên hệ ai và nội dung.'),
        ),
        migrations.AddConstraint(
            model_name='consolidation',
            constraint=models.UniqueConstraint(fields=('round', 'sequence'), name='consolidation_in_order'),
        ),
        migrations.AddConstraint(
            model_name='consolidation',
            constraint=models.CheckConstraint(condition=models.Q(('snapshot', ''), _negated=True), name='consolidation_has_content', violation_error_message='Báo cáo tổng hợp phải có nội dung.'),
        ),
        migrations.AddConstraint(
            model_name='consolidationfile',
            constraint=models.UniqueConstraint(fields=('consolidation', 'name'), name='consolidation_file_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), models.Q(('content__isnull', False), ('dated_on__isnull', False), ('sent_by__isnull', False), models.Q(('number', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='letter_sent_is_complete', violation_error_message='Công văn đã gửi phải có số, ngày ký, người gửi và văn bản.'),
        ),
        migrations.AddConstraint(
            model_name='letterunit',
            constraint=models.UniqueConstraint(fields=('letter', 'report'), name='letter_asks_once'),
        ),
        migrations.AddConstraint(
            model_name='paragraph',
            constraint=models.UniqueConstraint(fields=('compiled', 'key'), name='paragraph_once'),
        ),
        migrations.AddConstraint(
            model_name='paragraph',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('edited_at__isnull', True), ('edited_by__isnull', True)), models.Q(('edited_at__isnull', False), ('edited_by__isnull', False)), _connector='OR'), name='paragraph_edited_has_moment_and_person', violation_error_message='Đoạn đã sửa phải có thời điểm và người sửa.'),
        ),
        migrations.AddIndex(
            model_name='planchange',
            index=models.Index(fields=['plan', 'id'], name='plan_change_stamp'),
        ),
        migrations.AddConstraint(
            model_name='planyeartotal',
            constraint=models.UniqueConstraint(fields=('plan', 'year'), name='plan_year_total_once'),
        ),
        migrations.RunPython(guard, unguard),
    ]
