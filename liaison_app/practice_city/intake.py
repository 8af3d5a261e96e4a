"""What the city checks before it takes a request, in words that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_app.adapters.open311_filters import Refusal
from liaison_app.adapters.open311_values import moment
from liaison_app.adapters.open311_wire import MAX_DESCRIPTION, PostedForm
from liaison_app.domain.city import AttributeType, ServiceAttribute
from liaison_app.domain.geo import lies_within
from liaison_app.practice_city.catalogue import Catalogue, CityService


def check(form: PostedForm, catalogue: Catalogue) -> CityService:
    """The service that a posted request is for, when all of it can be taken.

    Raises:
        Refusal: 400 with every reason, or 404 for a service that is not offered.
    """
    if not form.service_code:
        raise Refusal(400, "service_code is required.")
    service = catalogue.services.get(form.service_code)
    if service is None:
        raise Refusal(404, f"service_code {form.service_code} is not offered here.")
    reasons = [*_place_reasons(form, catalogue), *_text_reasons(form), *_answer_reasons(form, service)]
    if reasons:
        raise Refusal(400, *reasons)
    return service


def _place_reasons(form: PostedForm, catalogue: Catalogue) -> Iterator[str]:
    if form.broken_at:
        yield "lat and long must be two numbers in degrees (WGS 84)."
    elif form.at is None and not form.address and not form.address_id:
        yield "A place is required: lat and long, or address_string, or address_id."
    elif form.at is not None and not lies_within(form.at, catalogue.outline):
        yield f"The place {form.at.lat:.5f}, {form.at.lon:.5f} lies outside the city."


def _text_reasons(form: PostedForm) -> Iterator[str]:
    if len(form.description) > MAX_DESCRIPTION:
        yield f"description is longer than {MAX_DESCRIPTION} characters."


def _answer_reasons(form: PostedForm, service: CityService) -> Iterator[str]:
    for question in service.questions:
        if not question.variable:
            continue
        values = form.answers.get(question.code, ())
        if values:
            yield from _value_reasons(question, values)
        elif question.required:
            yield f"attribute[{question.code}] is required: {question.description}"


def _value_reasons(question: ServiceAttribute, values: tuple[str, ...]) -> Iterator[str]:
    name = f"attribute[{question.code}]"
    if len(values) > 1 and question.datatype is not AttributeType.MULTI:
        yield f"{name} takes one value only."
    keys = [value.key for value in question.values]
    for value in values:
        if question.datatype in {AttributeType.SINGLE, AttributeType.MULTI} and value not in keys:
            yield f"{name}: {value!r} is not one of {', '.join(keys)}."
        elif question.datatype is AttributeType.NUMBER and not _is_number(value):
            yield f"{name} must be a number."
        elif question.datatype is AttributeType.DATETIME and moment(value) is None:
            yield f"{name} must be a date and time, such as 2026-05-01T14:30:00-04:00."


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False
