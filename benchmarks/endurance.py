"""A large campaign through the product's own processes: frozen, sent at a rate, while its statuses flow back.

Every second it is noted how many messages the fake Graph has taken, what the campaign's page would show, and how much
memory and CPU each lane uses.
"""

import os
import subprocess
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psutil

from benchmarks.graph import clear_stats, let_statuses_flow, read_stats
from benchmarks.house import House, make_company, running
from benchmarks.ingest import analyse, ingest, warm_up, web
from benchmarks.rivals import TEMPLATE
from platform_app.dev.processes import end_with_parent, kill_session
from platform_app.dev.product import free_port

LOOK_S = 0.25
WINDOW_S = 10
# Whoever is slower than this by so much has stopped.
PATIENCE = 2.0
SETTLES_WITHIN_S = 60
MB = 1024 * 1024
Process = subprocess.Popen[bytes]
Figures = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Sending:
    """A campaign on its way, and where it goes."""

    company_id: UUID
    id: UUID
    recipients: int
    port: int

    @property
    def report(self) -> Any:  # Any: the product is imported late
        """Return what the campaign's page shows."""
        from platform_app.core.context import Actor
        from platform_app.core.db import in_company
        from platform_app.services import campaigns

        actor = Actor.system(self.company_id)
        return in_company(actor, lambda ctx: campaigns.get_report(ctx, self.id))


@dataclass
class Watch:
    """What was seen, moment by moment."""

    times: list[float] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    # Seconds by which the page's figure was behind.
    behind: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def see(self, taken: int, shown: int, memory: float) -> None:
        """Note one moment; `shown` was read before `taken`."""
        moment = time.monotonic()
        self.times.append(moment)
        self.taken.append(taken)
        self.memory.append(memory)
        place = bisect_left(self.taken, shown)
        if 0 < place < len(self.taken) and shown:
            earlier, later = self.taken[place - 1], self.taken[place]
            share = (shown - earlier) / (later - earlier) if later > earlier else 1.0
            since = self.times[place - 1] + share * (self.times[place] - self.times[place - 1])
            self.behind.append(moment - since)

    def slowest(self) -> float:
        """Return the messages per second in the slowest window between the first and the last message."""
        rates: list[float] = []
        for place, moment in enumerate(self.times):
            end = bisect_left(self.times, moment + WINDOW_S)
            if end < len(self.times) and self.taken[place] > 0 and self.taken[end] < self.taken[-1]:
                seconds = self.times[end] - moment
                rates.append((self.taken[end] - self.taken[place]) / seconds)
        return min(rates, default=0.0)

    def growth(self) -> float:
        """Return by how much the last fifth's memory is above the second fifth's."""
        fifth = max(1, len(self.memory) // 5)
        early, late = self.memory[fifth : 2 * fifth], self.memory[-fifth:]
        return max(late) - max(early or late)


def measure_endurance(
    servers: House, port: int, *, recipients: int, rate: int, lanes: int
) -> Figures:
    """Prepare a campaign, send it at a rate, and return what that took."""
    from platform_app.jobs.lane import SHARE_OF_RATE

    company_id, number_id = make_company(messages_per_second=round(rate / SHARE_OF_RATE))
    write_people(company_id, recipients)
    analyse(servers.owner_url)
    campaign_id, frozen_s = freeze(company_id, number_id)
    analyse(servers.owner_url)
    print(f"{recipients:,} recipients frozen in {frozen_s:.1f} s", flush=True)
    clear_stats(port)
    web_port = free_port()
    with ExitStack() as stack:
        stack.enter_context(running(web(web_port)))
        stack.enter_context(running(ingest()))
        warm_up(web_port)
        let_statuses_flow(port, to=web_port)
        at_work = [stack.enter_context(working("worker", "send")) for _ in range(lanes)]
        stack.enter_context(working("clock"))
        watch = Watch()
        campaign = Sending(company_id, campaign_id, recipients, port)
        observe(watch, campaign, at_work, within_s=30 + PATIENCE * recipients / rate)
        cpu = sum(cpu_s(lane.pid) for lane in at_work)
        stats = settle(campaign)
    sent_s = stats["seconds"]
    return {
        "recipients": recipients,
        "frozen_per_s": round(recipients / frozen_s),
        "lanes": lanes,
        "held_rate": round(recipients / sent_s),
        "slowest_10_s_rate": round(watch.slowest()),
        "held_cpu_us": round(1e6 * cpu / recipients),
        "lane_mb": round(max(watch.memory)),
        "lane_growth_mb": round(watch.growth()),
        "webhooks_per_s": round(stats["statuses"]["taken"] / (sent_s + 2)),
        "webhooks_p50_ms": stats["statuses"]["p50_ms"],
        "webhooks_p99_ms": stats["statuses"]["p99_ms"],
        "webhooks_refused": stats["statuses"]["refused"],
        "behind_p95_s": round(sorted(watch.behind)[int(0.95 * len(watch.behind))], 2),
        "behind_max_s": round(max(watch.behind), 2),
        "doubled": stats["duplicates"],
        "not_read": stats["not_read"],
    }


@contextmanager
def working(*arguments: str) -> Iterator[Process]:
    """Run one of the product's programs with its children until the block ends."""
    process = subprocess.Popen(
        (sys.executable, "-m", "platform_app", *arguments),
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509  it only asks the kernel something
    )
    try:
        yield process
    finally:
        kill_session(process.pid)
        process.wait()


def observe(watch: Watch, campaign: Sending, lanes: list[Process], *, within_s: float) -> None:
    """Look again and again until everything was sent."""
    deadline = time.monotonic() + within_s
    while not watch.taken or watch.taken[-1] < campaign.recipients:
        if time.monotonic() > deadline:
            raise SystemExit(f"Only {watch.taken[-1]:,} messages were sent in time.")
        time.sleep(LOOK_S)
        shown = campaign.report.accepted
        memory = max(memory_mb(lane.pid) for lane in lanes)
        watch.see(read_stats(campaign.port)["accepted"], shown, memory)


def settle(campaign: Sending) -> Figures:
    """Wait until every status has come and was applied; return what the fake Graph has counted."""
    deadline = time.monotonic() + SETTLES_WITHIN_S
    while time.monotonic() < deadline:
        is_quiet = not read_stats(campaign.port)["statuses"]["waiting"]
        if is_quiet and campaign.report.read == campaign.recipients:
            break
        time.sleep(0.5)
    return read_stats(campaign.port) | {"not_read": campaign.recipients - campaign.report.read}


def memory_mb(pid: int) -> float:
    """Return the memory of the largest process of a lane: the one that sends."""
    try:
        lane = psutil.Process(pid)
        family = [lane, *lane.children(recursive=True)]
        return max(one.memory_info().rss for one in family) / MB
    except psutil.NoSuchProcess:
        # A shift has ended between two looks.
        return 0.0


def cpu_s(pid: int) -> float:
    """Return the CPU time of a process, its children, and those children that have ended."""
    process = psutil.Process(pid)
    own = process.cpu_times()
    living = [one.cpu_times() for one in process.children(recursive=True)]
    ended = own.children_user + own.children_system
    return own.user + own.system + ended + sum(one.user + one.system for one in living)


def write_people(company_id: UUID, people: int) -> None:
    """Write contacts who have agreed."""
    from sqlalchemy import text

    from platform_app.core.context import Actor, PlatformActor
    from platform_app.core.db import company_transaction, platform_transaction
    from platform_app.services import plans

    with platform_transaction(PlatformActor(None), company_id) as platform:
        limits = {"campaign_messages": str(2 * people), "contacts": str(2 * people)}
        plans.set_overrides(platform, company_id, limits, unlimited=set())
    with company_transaction(Actor.system(company_id)) as ctx:
        ctx.db.connection().execute(
            text(
                """
                insert into contact (company_id, id, created_at, phone, name, opted_in_at)
                select :company_id, uuidv7(), now(), '+3519' || lpad(n::text, 8, '0'), 'Ana ' || n, now()
                from generate_series(1, :people) n
                """
            ),
            {"company_id": company_id, "people": people},
        )


def freeze(company_id: UUID, number_id: UUID) -> tuple[UUID, float]:
    """Launch a campaign to everybody and fix its audience; return its id and the seconds of the second step."""
    from platform_app.core.context import Actor, CompanyContext
    from platform_app.core.db import in_company
    from platform_app.models.channels import PhoneNumber
    from platform_app.models.templates import MessageTemplate
    from platform_app.services import campaigns
    from platform_app.services.campaigns import DraftChanges, VariableDraft

    actor = Actor.system(company_id)

    def launch(ctx: CompanyContext) -> UUID:
        number = ctx.db.get_one(PhoneNumber, (company_id, number_id))
        facts = {key: TEMPLATE[key] for key in ("name", "language", "components")}
        template = MessageTemplate(
            company_id=company_id,
            channel_id=number.channel_id,
            wa_template_id="1",
            category="MARKETING",
            status="APPROVED",
            **facts,
        )
        ctx.db.add(template)
        ctx.db.flush()
        campaign_id = campaigns.create(ctx, name="Endurance")
        variables = [
            VariableDraft("body.1", "", "", "first_name", "", ""),
            VariableDraft("body.2", "", "", "text", "10 %", ""),
        ]
        draft = DraftChanges("Endurance", template.id, number_id, ["all"], variables)
        campaigns.save_draft(ctx, campaign_id, draft)
        campaigns.launch(ctx, campaign_id)
        return campaign_id

    campaign_id = in_company(actor, launch)
    began = time.monotonic()
    in_company(actor, lambda ctx: campaigns.prepare(ctx, campaign_id))
    return campaign_id, time.monotonic() - began
