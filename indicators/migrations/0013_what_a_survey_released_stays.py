"""Counted answers and questions of a survey whose results are in the points refuse every change, whatever program asks.

A question's weights make the points as much as its counts do. Taking the results out of the points opens both again.
Checked once per statement over all its rows, as for what is closed (0003).
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION indicators_refuse_released_{what}() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    released text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT survey.name INTO released FROM before AS touched {join} WHERE survey.state = 'released' LIMIT 1;
    END IF;
    IF TG_OP <> 'DELETE' AND released IS NULL THEN
        SELECT survey.name INTO released FROM after AS touched {join} WHERE survey.state = 'released' LIMIT 1;
    END IF;
    IF released IS NOT NULL THEN
        RAISE EXCEPTION 'Phiếu khảo sát “%” đã đưa vào điểm nên không sửa, không xóa được (%, %).',
            released, TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
OF_QUESTION = "JOIN public.indicators_survey AS survey ON survey.id = touched.survey_id"
OF_TALLY = (
    "JOIN public.indicators_surveyquestion AS question ON question.id = touched.question_id"
    " JOIN public.indicators_survey AS survey ON survey.id = question.survey_id"
)
GUARDED = {"question": OF_QUESTION, "tally": OF_TALLY}
SEES = {
    "insert": "NEW TABLE AS after",
    "update": "OLD TABLE AS before NEW TABLE AS after",
    "delete": "OLD TABLE AS before",
}
FUNCTIONS = [
    (FUNCTION.format(what=what, join=join), f"DROP FUNCTION indicators_refuse_released_{what}();")
    for what, join in GUARDED.items()
]
TRIGGERS = [
    (
        f"CREATE TRIGGER released_{deed} AFTER {deed} ON indicators_survey{what} REFERENCING {sees}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION indicators_refuse_released_{what}();",
        f"DROP TRIGGER released_{deed} ON indicators_survey{what};",
    )
    for what in GUARDED
    for deed, sees in SEES.items()
]


class Migration(migrations.Migration):
    dependencies = [("indicators", "0012_survey_results_say_their_source")]

    operations = [migrations.RunSQL(forward, backward) for forward, backward in (*FUNCTIONS, *TRIGGERS)]
