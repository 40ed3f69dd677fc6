"""What is wrong with a form, for the summary on top of its page."""


def errors_of(form, **places) -> list[tuple[str, str]]:
    """(id, message) of each error; ``places`` name ids other than the field's own."""
    return [
        (places.get(name) or form[name].id_for_label, message)
        for name, messages in form.errors.items()
        for message in messages
    ]
