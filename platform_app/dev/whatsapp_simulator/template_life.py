"""What becomes of a template: its review, its quality, its category; each told by a webhook."""

import asyncio
import time

from platform_app.dev.whatsapp_simulator.scripts import Script, Trick
from platform_app.dev.whatsapp_simulator.world import World
from platform_app.integrations.whatsapp.graph_json import (
    JsonObject,
    as_number,
    as_object,
    as_objects,
    as_text,
)

# Names with a script, so that a person can see a review go every way.
WAITS, REJECTED, RECATEGORISED = "_pending", "_rejected", "_marketing"
_PAUSE_HOURS = {"FIRST_PAUSE": 3, "SECOND_PAUSE": 6}
_BACK_IN_USE = "APPROVED"
_GRACE_S = 24 * 3600


def begin_review(world: World, template: JsonObject) -> None:
    """Decide about a template after a while, by its name or by the dials."""
    name, dials = str(template["name"]), world.behaviour
    if dials.review == "wait" or name.endswith(WAITS):
        return
    is_rejected = dials.review == "reject" or name.endswith(REJECTED)
    loop = asyncio.get_running_loop()
    loop.call_later(dials.review_after_s, _decide, world, template["id"], is_rejected)


def _decide(world: World, template_id: str, is_rejected: bool) -> None:  # noqa: FBT001 - call_later passes by position
    found = world.memory.templates.find(template_id)
    if found is None or found[1]["status"] != "PENDING":
        return
    reason = world.behaviour.rejected_reason if is_rejected else "NONE"
    change_status(
        world, template_id, {"status": "REJECTED" if is_rejected else "APPROVED", "reason": reason}
    )


def change_status(world: World, template_id: str, asked: JsonObject) -> None:
    """Give a template another status and tell of it: `reason`, `title`, `description`."""
    found = world.memory.templates.find(template_id)
    if found is None:
        return
    waba_id, template = found
    status = str(asked["status"]).upper()
    event = as_text(asked.get("event")) or status
    template["status"] = status
    reason = as_text(asked.get("reason"))
    template["rejected_reason"] = reason or "NONE" if status == "REJECTED" else "NONE"
    world.memory.is_dirty = True
    value: JsonObject = {"event": event, **_named(template), "reason": reason or "NONE"}
    value["message_template_category"] = template["category"]
    _explain(value, status, asked)
    world.courier.notify(waba_id, "message_template_status_update", value)
    if status == "PAUSED":
        _drop_held(world, template_id)
    elif status == _BACK_IN_USE and template_id in world.held:
        world.release(template_id)


def _explain(value: JsonObject, status: str, asked: JsonObject) -> None:
    if status == "REJECTED":
        value["rejection_info"] = {
            "reason": as_text(asked.get("explanation")) or "The template breaks a rule of format.",
            "recommendation": as_text(asked.get("recommendation"))
            or "Change the text and submit the template again.",
        }
    title = as_text(asked.get("title"))
    if status in ("PAUSED", "DISABLED") or title:
        title = title or {"PAUSED": "FIRST_PAUSE"}.get(status, status)
        hours = _PAUSE_HOURS.get(title)
        words = f"The template is paused for {hours} hours." if hours else f"Template: {title}."
        description = as_text(asked.get("description")) or words
        value["other_info"] = {"title": title, "description": description}
    if status == "DISABLED":
        value["disable_info"] = {"disable_date": int(time.time())}


def change_quality(world: World, template_id: str, score: str) -> None:
    """Give a template another quality score and tell of it."""
    found = world.memory.templates.find(template_id)
    if found is None:
        return
    waba_id, template = found
    previous = as_object(template.get("quality_score")).get("score", "UNKNOWN")
    template["quality_score"] = {"score": score, "date": int(time.time())}
    world.memory.is_dirty = True
    value: JsonObject = {
        "previous_quality_score": previous,
        "new_quality_score": score,
        **_named(template),
    }
    world.courier.notify(waba_id, "message_template_quality_update", value)


def announce_category(world: World, template_id: str, category: str) -> None:
    """Give notice: `new_category` is still the present one, `correct_category` the future one."""
    found = world.memory.templates.find(template_id)
    if found is None:
        return
    waba_id, template = found
    template["correct_category"] = category
    world.memory.is_dirty = True
    value: JsonObject = {
        **_named(template),
        "new_category": template["category"],
        "correct_category": category,
        "category_update_timestamp": int(time.time()) + _GRACE_S,
    }
    world.courier.notify(waba_id, "template_category_update", value)


def change_category(world: World, template_id: str, category: str) -> None:
    """Put a template into another category and tell of it."""
    found = world.memory.templates.find(template_id)
    if found is None:
        return
    waba_id, template = found
    previous = template["category"]
    template |= {"previous_category": previous, "category": category}
    template.pop("correct_category", None)
    world.memory.is_dirty = True
    value: JsonObject = {**_named(template), "previous_category": previous}
    value |= {"new_category": category, "correct_category": category}
    world.courier.notify(waba_id, "template_category_update", value)


def tell_components(world: World, template_id: str) -> None:
    """Tell what a template says now."""
    found = world.memory.templates.find(template_id)
    if found is None:
        return
    waba_id, template = found
    parts = {str(one["type"]).upper(): one for one in as_objects(template["components"])}
    value: JsonObject = _named(template)
    for part, key in (("HEADER", "title"), ("BODY", "element"), ("FOOTER", "footer")):
        if parts.get(part, {}).get("text"):
            value[f"message_template_{key}"] = parts[part]["text"]
    buttons = as_objects(parts.get("BUTTONS", {}).get("buttons"))
    if buttons:
        value["message_template_buttons"] = [
            {f"message_template_button_{key}": value for key, value in one.items()}
            for one in buttons
        ]
    world.courier.notify(waba_id, "message_template_components_update", value)


def change_pacing(world: World, template_id: str, pacing: str) -> None:
    """Hold what is sent with a template, let it go, or drop it and pause the template."""
    match pacing:
        case "hold":
            world.held.setdefault(template_id, [])
        case "release":
            world.release(template_id)
        case "drop":
            asked = {"status": "PAUSED", "title": "RATE_LIMITING_PAUSE"}
            change_status(world, template_id, asked)
        case _:
            raise ValueError("pacing is hold, release or drop.")


def _drop_held(world: World, template_id: str) -> None:
    world.release(template_id, Script("", Trick.FAIL, 132015))


def _named(template: JsonObject) -> JsonObject:
    return {
        "message_template_id": as_number(str(template["id"])[:18]),
        "message_template_name": template["name"],
        "message_template_language": template["language"],
    }
