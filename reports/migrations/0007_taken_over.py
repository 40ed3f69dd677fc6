
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0006_over_the_years'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reportevent',
            name='kind',
            field=models.CharField(choices=[('OPENED', 'Mở kỳ báo cáo'), ('STARTED', 'Bắt đầu soạn'), ('HANDED_OVER', 'Trình lãnh đạo'), ('GIVEN_BACK', 'Lãnh đạo đề nghị sửa'), ('SUBMITTED', 'Gửi báo cáo'), ('ITEM_ACCEPTED', 'Duyệt nội dung'), ('ITEM_RETURNED', 'Đề nghị sửa nội dung'), ('RETURNED', 'Trả lại báo cáo'), ('ACCEPTED', 'Duyệt báo cáo'), ('REOPENED', 'Mở lại báo cáo'), ('CLOSED_EARLY', 'Đóng mở lại trước hạn'), ('EXTENDED', 'Gia hạn'), ('ITEMS_ADDED', 'Bổ sung nội dung phải báo cáo'), ('ITEMS_REMOVED', 'Bớt nội dung phải báo cáo'), ('IMPORTED', 'Nhập từ biểu mẫu Excel'), ('BEHALF_BEGUN', 'Nhập thay đơn vị'), ('BEHALF_ENDED', 'Thôi nhập thay'), ('EVIDENCE_ADDED', 'Bổ sung bản ký, đóng dấu'), ('EXCUSED', 'Miễn báo cáo'), ('EXCUSE_ENDED', 'Thôi miễn báo cáo'), ('CHASED', 'Đôn đốc bằng công văn'), ('TAKEN_OVER', 'Bàn giao cho đơn vị kế thừa'), ('VERDICT_FLIPPED', 'Kết quả đánh giá thay đổi')], max_length=16),
        ),
    ]
