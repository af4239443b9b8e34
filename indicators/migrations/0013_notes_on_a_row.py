"""What people say to each other about a row: it stays as it was said, and ends with the sheet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FORWARD = """
CREATE FUNCTION indicators_refuse_altered_note() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    closed text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'Tin trao đổi đã gửi không sửa, không xóa được (%).', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT period.name INTO closed FROM public.indicators_score AS score
    JOIN public.indicators_assessment AS sheet ON sheet.id = score.assessment_id
    JOIN public.indicators_period AS period ON period.id = sheet.period_id
    WHERE score.id = NEW.score_id AND (sheet.state = 'closed' OR period.state = 'published');
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'Phiếu chấm của kỳ “%” đã đóng nên không trao đổi thêm được.', closed
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays_as_said BEFORE INSERT OR UPDATE OR DELETE ON indicators_note
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_altered_note();
"""

BACKWARD = """
DROP TRIGGER stays_as_said ON indicators_note;
DROP FUNCTION indicators_refuse_altered_note();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0012_words_beside_a_row'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('speaks_as', models.CharField(max_length=300, verbose_name='nói với tư cách')),
                ('text', models.CharField(max_length=2000, verbose_name='nội dung')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('score', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='indicators.score')),
            ],
            options={
                'ordering': ['score_id', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_says_something')],
            },
        ),
        migrations.CreateModel(
            name='NoteRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('upto', models.PositiveBigIntegerField()),
                ('score', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.score')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['score_id', 'id'],
                'constraints': [models.UniqueConstraint(fields=('score', 'user'), name='note_read_once')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
