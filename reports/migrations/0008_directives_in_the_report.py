
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0007_taken_over'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paragraph',
            name='section',
            field=models.CharField(choices=[('INTRODUCTION', 'Mở đầu'), ('TARGETS', 'Kết quả thực hiện các chỉ tiêu'), ('TASKS', 'Kết quả thực hiện nhiệm vụ, giải pháp'), ('DIFFICULTIES', 'Khó khăn, hạn chế và nguyên nhân'), ('PROPOSALS', 'Kiến nghị, đề xuất'), ('CORRECTIONS', 'Đính chính số liệu đã báo cáo'), ('DIRECTIVES', 'Tình hình thực hiện ý kiến chỉ đạo'), ('NEXT_YEAR', 'Nhiệm vụ trọng tâm năm sau'), ('CLOSING', 'Kết thúc')], max_length=12, verbose_name='phần'),
        ),
    ]
