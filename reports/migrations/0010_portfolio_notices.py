
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0009_notice_plan'),
    ]

    operations = [
        migrations.AlterField(
            model_name='mailrefusal',
            name='kind',
            field=models.CharField(choices=[('ROUND_OPENED', 'Mở kỳ báo cáo'), ('DEADLINE_NEAR', 'Sắp đến hạn nộp'), ('REPORT_LATE', 'Báo cáo trễ hạn'), ('REPORT_RETURNED', 'Báo cáo bị trả lại'), ('RETURN_WAITING', 'Nội dung bị trả lại chưa gửi lại'), ('REPORT_ACCEPTED', 'Báo cáo đã duyệt'), ('REVIEW_WAITING', 'Báo cáo chờ thẩm định'), ('WITH_HEAD', 'Báo cáo chờ lãnh đạo đơn vị'), ('DIRECTIVE_GIVEN', 'Ý kiến chỉ đạo mới'), ('DIRECTIVE_DUE', 'Đến hạn trả lời chỉ đạo'), ('DIRECTIVE_ANSWERED', 'Đơn vị đã trả lời chỉ đạo'), ('ANNUAL_TARGETS', 'Giao chỉ tiêu năm'), ('AMENDMENT', 'Đề nghị điều chỉnh kế hoạch'), ('PORTFOLIO', 'Phân công lĩnh vực'), ('REORGANISATION', 'Sắp xếp đơn vị'), ('INVITATION', 'Mời sử dụng hệ thống')], max_length=20),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('ROUND_OPENED', 'Mở kỳ báo cáo'), ('DEADLINE_NEAR', 'Sắp đến hạn nộp'), ('REPORT_LATE', 'Báo cáo trễ hạn'), ('REPORT_RETURNED', 'Báo cáo bị trả lại'), ('RETURN_WAITING', 'Nội dung bị trả lại chưa gửi lại'), ('REPORT_ACCEPTED', 'Báo cáo đã duyệt'), ('REVIEW_WAITING', 'Báo cáo chờ thẩm định'), ('WITH_HEAD', 'Báo cáo chờ lãnh đạo đơn vị'), ('DIRECTIVE_GIVEN', 'Ý kiến chỉ đạo mới'), ('DIRECTIVE_DUE', 'Đến hạn trả lời chỉ đạo'), ('DIRECTIVE_ANSWERED', 'Đơn vị đã trả lời chỉ đạo'), ('ANNUAL_TARGETS', 'Giao chỉ tiêu năm'), ('AMENDMENT', 'Đề nghị điều chỉnh kế hoạch'), ('PORTFOLIO', 'Phân công lĩnh vực'), ('REORGANISATION', 'Sắp xếp đơn vị'), ('INVITATION', 'Mời sử dụng hệ thống')], max_length=20),
        ),
        migrations.AlterField(
            model_name='noticeswitch',
            name='kind',
            field=models.CharField(choices=[('ROUND_OPENED', 'Mở kỳ báo cáo'), ('DEADLINE_NEAR', 'Sắp đến hạn nộp'), ('REPORT_LATE', 'Báo cáo trễ hạn'), ('REPORT_RETURNED', 'Báo cáo bị trả lại'), ('RETURN_WAITING', 'Nội dung bị trả lại chưa gửi lại'), ('REPORT_ACCEPTED', 'Báo cáo đã duyệt'), ('REVIEW_WAITING', 'Báo cáo chờ thẩm định'), ('WITH_HEAD', 'Báo cáo chờ lãnh đạo đơn vị'), ('DIRECTIVE_GIVEN', 'Ý kiến chỉ đạo mới'), ('DIRECTIVE_DUE', 'Đến hạn trả lời chỉ đạo'), ('DIRECTIVE_ANSWERED', 'Đơn vị đã trả lời chỉ đạo'), ('ANNUAL_TARGETS', 'Giao chỉ tiêu năm'), ('AMENDMENT', 'Đề nghị điều chỉnh kế hoạch'), ('PORTFOLIO', 'Phân công lĩnh vực'), ('REORGANISATION', 'Sắp xếp đơn vị'), ('INVITATION', 'Mời sử dụng hệ thống')], max_length=20),
        ),
    ]
