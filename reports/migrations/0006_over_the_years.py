"""Annual targets, amendments, directives, notices, handed-over reports; marks and guards for them.

The marks of change stand on tables that SQLite rebuilds here, so they are taken away first and put
back at the end, together with those of the new tables.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MARKS = import_module("reports.migrations.0005_plan_changes")
SENDING = import_module("reports.migrations.0004_sending_and_showing")

OF_TASK = MARKS.OF_TARGET.replace("target_id", "task_id").replace("targets_target", "targets_task")
OF_CLAUSE = MARKS.OF_TARGET.replace("target_id", "clause_id").replace(
    "targets_target", "targets_clause"
)
WATCHED = {
    **MARKS.WATCHED,
    "reports_report": (
        *MARKS.WATCHED["reports_report"][:2],
        (*MARKS.REPORT_COLUMNS, "unit_dissolved"),
    ),
    "targets_governingspan": (MARKS.OF_TARGET, ("target_id",), ()),
    "targets_seriesbreak": (MARKS.OF_TARGET, ("target_id",), ()),
    "targets_taskversion": (OF_TASK, ("task_id",), ()),
    "targets_taskyardstick": (OF_TASK, ("task_id",), ()),
    "targets_clauseversion": (OF_CLAUSE, ("clause_id",), ()),
    "reports_reporthandover": (MARKS.OF_REPORT, ("report_id",), ()),
}
verbs = MARKS.verbs

# What was said stays said.
GUARDED = (
    ("amendment_step", "reports_amendmentstep"),
    ("directive_message", "reports_directivemessage"),
)


def take_old_marks(apps, schema_editor):
    MARKS.take_marks(schema_editor, MARKS.WATCHED)


def put_old_marks(apps, schema_editor):
    MARKS.put_marks(schema_editor, MARKS.WATCHED)


def put_marks(apps, schema_editor):
    MARKS.put_marks(schema_editor, WATCHED)


def take_marks(apps, schema_editor):
    MARKS.take_marks(schema_editor, WATCHED)


def guard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for name, table in GUARDED:
        words = {"name": name, "table": table, "when": ""}
        for verb in ("UPDATE", "DELETE"):
            text = SENDING.SQLITE_GUARD if is_sqlite else SENDING.POSTGRESQL_GUARD
            schema_editor.execute(text.format(**words, verb=verb, scope="FOR EACH ROW"))
        if not is_sqlite:
            schema_editor.execute(
                SENDING.POSTGRESQL_GUARD.format(
                    **words, verb="TRUNCATE", scope="FOR EACH STATEMENT"
                )
            )


def unguard(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for name, table in GUARDED:
        for verb in ("UPDATE", "DELETE") if is_sqlite else ("UPDATE", "DELETE", "TRUNCATE"):
            on = "" if is_sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER {name}_no_{verb}{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0004_reorganisation'),
        ('post_office', '0014_alter_email_recipient_delivery_status_and_more'),
        ('reports', '0005_plan_changes'),
        ('targets', '0003_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_old_marks, put_old_marks),
        migrations.AddField(
            model_name='report',
            name='unit_dissolved',
            field=models.BooleanField(default=False, verbose_name='đơn vị kết thúc trước hạn'),
        ),
        migrations.AddField(
            model_name='taskupdate',
            name='achieved',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name='kết quả so với mức cấp trên giao'),
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('TARGET', 'Mức, cách ghi của chỉ tiêu'), ('READING', 'Chọn cách hiểu áp dụng'), ('TASK', 'Nội dung, thời hạn nhiệm vụ'), ('CLAUSE', 'Câu chữ của điều khoản'), ('ASSIGNMENT', 'Đơn vị chủ trì, phối hợp')], max_length=12, verbose_name='loại điều chỉnh')),
                ('change', models.JSONField(default=dict, verbose_name='nội dung mới')),
                ('before', models.JSONField(blank=True, null=True)),
                ('reason', models.TextField(verbose_name='lý do, căn cứ')),
                ('opinion', models.TextField(blank=True, verbose_name='ý kiến của cơ quan đầu mối')),
                ('state', models.CharField(choices=[('DRAFT', 'Đang soạn'), ('PROPOSED', 'Đã đề nghị, chờ tổng hợp'), ('RETURNED', 'Được đề nghị làm rõ'), ('FORWARDED', 'Đã trình, chờ quyết định'), ('DECIDED', 'Đã quyết định'), ('REFUSED', 'Không chấp thuận'), ('WITHDRAWN', 'Đơn vị đã rút')], default='DRAFT', max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField()),
                ('effective_on', models.DateField(blank=True, null=True, verbose_name='áp dụng từ ngày')),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('clause', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='targets.clause')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='targets.decision')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='targets.plan')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='targets.target')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='targets.task')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='assignments.unit', verbose_name='đơn vị đề nghị')),
            ],
            options={
                'verbose_name': 'đề nghị điều chỉnh',
                'verbose_name_plural': 'đề nghị điều chỉnh',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AmendmentStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('PROPOSED', 'Đề nghị'), ('RETURNED', 'Đề nghị làm rõ'), ('FORWARDED', 'Trình quyết định'), ('DECIDED', 'Quyết định'), ('REFUSED', 'Không chấp thuận'), ('WITHDRAWN', 'Rút đề nghị'), ('APPLIED', 'Bắt đầu áp dụng')], max_length=10)),
                ('at', models.DateTimeField()),
                ('text', models.TextField(blank=True)),
                ('amendment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reports.amendment')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AnnualDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('value', models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name='dự kiến giao')),
                ('note', models.TextField(blank=True, verbose_name='căn cứ, ghi chú')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('updated_at', models.DateTimeField()),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='annual_drafts', to='targets.target')),
                ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'dự kiến giao chỉ tiêu',
                'verbose_name_plural': 'dự kiến giao chỉ tiêu',
                'ordering': ['year', 'target__order'],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Directive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='nội dung chỉ đạo')),
                ('due_on', models.DateField(verbose_name='trả lời đến hết ngày')),
                ('position', models.CharField(max_length=120, verbose_name='chức vụ người chỉ đạo')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='targets.plan')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='reports.report')),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='targets.sector')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='targets.target')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='targets.task')),
            ],
            options={
                'verbose_name': 'ý kiến chỉ đạo',
                'verbose_name_plural': 'ý kiến chỉ đạo',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='DirectiveMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ASKED', 'Chỉ đạo'), ('ANSWERED', 'Trả lời'), ('ASKED_AGAIN', 'Yêu cầu trả lời lại'), ('POSTPONED', 'Gia hạn trả lời'), ('CLOSED', 'Kết thúc'), ('REOPENED', 'Mở lại'), ('HANDED_OVER', 'Bàn giao')], max_length=12)),
                ('at', models.DateTimeField()),
                ('text', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='reports.directive')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assignments.unit')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='tên tệp')),
                ('stored_name', models.CharField(max_length=80, unique=True)),
                ('size', models.PositiveBigIntegerField(verbose_name='dung lượng')),
                ('sha256', models.CharField(max_length=64)),
                ('media_type', models.CharField(max_length=100)),
                ('scan', models.CharField(choices=[('NOT_CONFIGURED', 'Chưa cấu hình quét vi-rút'), ('PENDING', 'Chờ quét vi-rút'), ('CLEAN', 'Đã quét, an toàn'), ('INFECTED', 'Có vi-rút, đã chặn')], max_length=16, verbose_name='quét vi-rút')),
                ('scanned_at', models.DateTimeField(blank=True, null=True)),
                ('uploaded_at', models.DateTimeField(verbose_name='tải lên lúc')),
                ('amendment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.amendment')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.directivemessage')),
            ],
            options={
                'verbose_name': 'tệp đính kèm',
                'verbose_name_plural': 'tệp đính kèm',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DirectiveUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='reports.directive')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='assignments.unit')),
            ],
            options={
                'ordering': ['directive', 'unit__order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MailRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ROUND_OPENED', 'Mở kỳ báo cáo'), ('DEADLINE_NEAR', 'Sắp đến hạn nộp'), ('REPORT_LATE', 'Báo cáo trễ hạn'), ('REPORT_RETURNED', 'Báo cáo bị trả lại'), ('RETURN_WAITING', 'Nội dung bị trả lại chưa gửi lại'), ('REPORT_ACCEPTED', 'Báo cáo đã duyệt'), ('REVIEW_WAITING', 'Báo cáo chờ thẩm định'), ('WITH_HEAD', 'Báo cáo chờ lãnh đạo đơn vị'), ('DIRECTIVE_GIVEN', 'Ý kiến chỉ đạo mới'), ('DIRECTIVE_DUE', 'Đến hạn trả lời chỉ đạo'), ('DIRECTIVE_ANSWERED', 'Đơn vị đã trả lời chỉ đạo'), ('ANNUAL_TARGETS', 'Giao chỉ tiêu năm'), ('AMENDMENT', 'Đề nghị điều chỉnh kế hoạch'), ('REORGANISATION', 'Sắp xếp đơn vị'), ('INVITATION', 'Mời sử dụng hệ thống')], max_length=20)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ROUND_OPENED', 'Mở kỳ báo cáo'), ('DEADLINE_NEAR', 'Sắp đến hạn nộp'), ('REPORT_LATE', 'Báo cáo trễ hạn'), ('REPORT_RETURNED', 'Báo cáo bị trả lại'), ('RETURN_WAITING', 'Nội dung bị trả lại chưa gửi lại'), ('REPORT_ACCEPTED', 'Báo cáo đã duyệt'), ('REVIEW_WAITING', 'Báo cáo chờ thẩm định'), ('WITH_HEAD', 'Báo cáo chờ lãnh đạo đơn vị'), ('DIRECTIVE_GIVEN', 'Ý kiến chỉ đạo mới'), ('DIRECTIVE_DUE', 'Đến hạn trả lời chỉ đạo'), ('DIRECTIVE_ANSWERED', 'Đơn vị đã trả lời chỉ đạo'), ('ANNUAL_TARGETS', 'Giao chỉ tiêu năm'), ('AMENDMENT', 'Đề nghị điều chỉnh kế hoạch'), ('REORGANISATION', 'Sắp xếp đơn vị'), ('INVITATION', 'Mời sử dụng hệ thống')], max_length=20)),
                ('key', models.CharField(max_length=120)),
                ('title', models.CharField(max_length=250)),
                ('text', models.TextField(blank=True)),
                ('link', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('email', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='post_office.email')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'thông báo',
                'verbose_name_plural': 'thông báo',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NoticeSwitch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('ROUND_OPENED', 'Mở kỳ báo cáo'), ('DEADLINE_NEAR', 'Sắp đến hạn nộp'), ('REPORT_LATE', 'Báo cáo trễ hạn'), ('REPORT_RETURNED', 'Báo cáo bị trả lại'), ('RETURN_WAITING', 'Nội dung bị trả lại chưa gửi lại'), ('REPORT_ACCEPTED', 'Báo cáo đã duyệt'), ('REVIEW_WAITING', 'Báo cáo chờ thẩm định'), ('WITH_HEAD', 'Báo cáo chờ lãnh đạo đơn vị'), ('DIRECTIVE_GIVEN', 'Ý kiến chỉ đạo mới'), ('DIRECTIVE_DUE', 'Đến hạn trả lời chỉ đạo'), ('DIRECTIVE_ANSWERED', 'Đơn vị đã trả lời chỉ đạo'), ('ANNUAL_TARGETS', 'Giao chỉ tiêu năm'), ('AMENDMENT', 'Đề nghị điều chỉnh kế hoạch'), ('REORGANISATION', 'Sắp xếp đơn vị'), ('INVITATION', 'Mời sử dụng hệ thống')], max_length=20)),
                ('switched_off_at', models.DateTimeField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='targets.plan')),
                ('switched_off_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReportChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heir', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assignments.heir')),
                ('reorganisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_choices', to='assignments.reorganisation')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.report')),
            ],
        ),
        migrations.CreateModel(
            name='ReportHandover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='từ ngày')),
                ('reorganisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='assignments.reorganisation')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='reports.report')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken_over', to='assignments.unit')),
            ],
            options={
                'verbose_name': 'bàn giao báo cáo',
                'verbose_name_plural': 'bàn giao báo cáo',
                'ordering': ['report', 'from_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('note', models.TextField(blank=True, verbose_name='ý kiến')),
                ('annual_target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acknowledgements', to='targets.annualtarget')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assignments.unit')),
            ],
            options={
                'verbose_name': 'xác nhận chỉ tiêu giao',
                'verbose_name_plural': 'xác nhận chỉ tiêu giao',
                'ordering': ['annual_target', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('annual_target', 'unit'), name='acknowledgement_once', violation_error_message='Đơn vị đã xác nhận chỉ tiêu này.')],
            },
        ),
        migrations.AddIndex(
            model_name='amendment',
            index=models.Index(fields=['plan', 'state'], name='amendment_queue'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['TARGET', 'READING']), ('clause__isnull', True), ('target__isnull', False), ('task__isnull', True)), models.Q(('clause__isnull', True), ('kind', 'TASK'), ('target__isnull', True), ('task__isnull', False)), models.Q(('clause__isnull', False), ('kind', 'CLAUSE'), ('target__isnull', True), ('task__isnull', True)), models.Q(('clause__isnull', True), ('kind', 'ASSIGNMENT'), models.Q(models.Q(('target__isnull', False), ('task__isnull', True)), models.Q(('target__isnull', True), ('task__isnull', False)), _connector='OR')), _connector='OR'), name='amendment_is_about_one_thing', violation_error_message='Mỗi đề nghị điều chỉnh đúng một nội dung.'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'DECIDED'), _negated=True), models.Q(('decision__isnull', False), ('effective_on__isnull', False)), _connector='OR'), name='amendment_decided_has_decision', violation_error_message='Điều chỉnh phải có văn bản quyết định và ngày áp dụng.'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(('applied_at__isnull', True), models.Q(('before__isnull', False), ('state', 'DECIDED')), _connector='OR'), name='amendment_applied_was_decided', violation_error_message='Chỉ điều chỉnh đã quyết định mới được áp dụng.'),
        ),
        migrations.AddConstraint(
            model_name='annualdraft',
            constraint=models.UniqueConstraint(fields=('target', 'year'), name='annual_draft_once'),
        ),
        migrations.AddIndex(
            model_name='directive',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['plan', 'due_on'], name='directive_open'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('target__isnull', True), ('task__isnull', True)), models.Q(('report__isnull', True), ('target__isnull', True)), models.Q(('report__isnull', True), ('task__isnull', True)), _connector='OR'), name='directive_about_one_thing', violation_error_message='Mỗi ý kiến chỉ đạo về một nội dung.'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='directive_has_text', violation_error_message='Ghi nội dung chỉ đạo.'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='directive_closed_by_someone', violation_error_message='Ý kiến đã đóng phải có người và thời điểm đóng.'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amendment__isnull', False), ('message__isnull', True)), models.Q(('amendment__isnull', True), ('message__isnull', False)), _connector='OR'), name='attachment_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='directiveunit',
            constraint=models.UniqueConstraint(fields=('directive', 'unit'), name='directive_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='mailrefusal',
            constraint=models.UniqueConstraint(fields=('user', 'kind'), name='mail_refusal_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('user', 'key'), name='notice_once'),
        ),
        migrations.AddConstraint(
            model_name='noticeswitch',
            constraint=models.UniqueConstraint(fields=('plan', 'kind'), name='notice_switch_once'),
        ),
        migrations.AddConstraint(
            model_name='reportchoice',
            constraint=models.UniqueConstraint(fields=('reorganisation', 'report'), name='report_choice_once'),
        ),
        migrations.AddConstraint(
            model_name='reporthandover',
            constraint=models.UniqueConstraint(fields=('report', 'from_on'), name='report_handed_over_once_a_day', violation_error_message='Báo cáo đã được bàn giao trong ngày này.'),
        ),
        migrations.RunPython(put_marks, take_marks),
        migrations.RunPython(guard, unguard),
    ]
