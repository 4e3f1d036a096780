"""One object of every model that has pages of its own, twice: `mine` in the cast's programme, `theirs` elsewhere.

What is mine is under way; what is theirs is a draft of a programme in preparation, seen by nobody but the
stranger who runs it. Rows are written directly: tests of access must not depend on what actions refuse.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from gapbridge.act.calls.models import Corrigendum, InfoSession, Outage
from gapbridge.act.calls.models import Question as CallQuestion
from gapbridge.act.evaluation.models import (
    Clarification,
    Complaint,
    EvaluatorProfile,
    Letter,
    Proposal,
    ProposalLine,
)
from gapbridge.act.grants import models as of_grants
from gapbridge.act.grants.models import Grant
from gapbridge.act.interventions.models import Intervention
from gapbridge.act.meetings.models import (
    AgendaItem,
    Delegation,
    FollowUp,
    Lesson,
    Meeting,
    Note,
    Visit,
)
from gapbridge.act.profiles.models import (
    Accounts,
    BankAccount,
    Document,
    DueDiligence,
    Hit,
    Officer,
    PastProject,
    Profile,
    SanctionsEntry,
    SanctionsList,
    Screening,
)
from gapbridge.act.services.models import Person, PersonIdentity, Record, Service, ServiceSession
from gapbridge.act.supplies.models import Facility, Handover, HandoverLine, Item, Procurement
from gapbridge.act.trainings.models import Participant, Training, TrainingSession
from gapbridge.agree.analyses.models import Analysis
from gapbridge.agree.analyses.models import Version as AnalysisVersion
from gapbridge.agree.consultations.models import (
    Agreement,
    AgreementDocument,
    Attendance,
    Comment,
    Consultation,
    Hearing,
    Link,
    Position,
    Stakeholder,
)
from gapbridge.agree.consultations.models import Item as ConsultationItem
from gapbridge.agree.consultations.models import Version as TextVersion
from gapbridge.agree.consultations.proof import signing
from gapbridge.agree.consultations.proof.holding import hash_of_record
from gapbridge.agree.consultations.proof.record import record_of
from gapbridge.agree.consultations.tally import tally
from gapbridge.agree.consultations.texts import frozen
from gapbridge.agree.gaps.models import Cause, Evidence, Gap
from gapbridge.agree.plans.models import Funding, Measure, Plan, Report, ReportEvidence
from gapbridge.agree.returns.models import Proof, Return
from gapbridge.base.models import StoredFile
from gapbridge.listen.assessments.models import (
    Assessment,
    Consent,
    GuideQuestion,
    KnownWord,
    PlanCell,
    Recording,
    Session,
    Statement,
    Team,
    Theme,
)
from gapbridge.listen.collect.models import Device, Form, FormVersion, Submission
from gapbridge.listen.feedback.models import Feedback
from gapbridge.listen.intake.models import ImportRun, Mapping
from gapbridge.people.models import Invitation, Membership, Organisation, User
from gapbridge.programmes.models import BudgetLine, Partner, Programme
from gapbridge.prove.results.models import Indicator, Observation, Result, Target
from gapbridge.prove.updates.models import Block, FrozenFigure, Update
from gapbridge.share.blocks.models import Filled
from gapbridge.share.learning.models import Collection, Step
from gapbridge.share.library.models import Doubt, Edition, Page, Resource, Version
from tests.act import granting
from tests.cast import Cast

FIRST, LAST = date(2009, 3, 1), date(2009, 3, 31)
LONG_AGO, SOON = datetime(2009, 3, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)


@dataclass
class World:
    """Objects of each side by the label of their model ("gaps.gap"); a few more by a name of their own."""

    mine: dict[str, models.Model]
    theirs: dict[str, models.Model]

    def side(self, name: str) -> dict[str, models.Model]:
        return {"mine": self.mine, "theirs": self.theirs}[name]


@dataclass(frozen=True)
class Side:
    """Who plays which part, and whether things are under way (`open`) or drafts."""

    cast: Cast
    programme: Programme
    lead: Any
    authority: Any
    cso: Any
    officer: Any
    evaluator: Any
    open: bool

    def state(self, when_open: str, draft: str = "draft") -> str:
        return when_open if self.open else draft


def build(cast: Cast) -> World:
    Programme.objects.filter(pk=cast.other.pk).update(state="draft")
    cast.elsewhere.is_listed = False
    cast.elsewhere.save()
    ours, stranger = cast, cast.stranger
    applicant = Organisation.objects.create(name_en="A CSO elsewhere", kind="cso", is_listed=False)
    mine = Side(
        cast,
        ours.programme,
        ours.office,
        ours.authority,
        ours.cso,
        ours.protection_officer,
        ours.evaluator,
        open=True,
    )
    theirs = Side(cast, ours.other, ours.elsewhere, ours.elsewhere, applicant, stranger, stranger, open=False)
    world = World(_objects(mine), _objects(theirs))
    _rivals(cast, world)
    return world


def _objects(side: Side) -> dict[str, models.Model]:
    found: dict[str, models.Model] = {}
    makers = (
        _frame, _listen, _collect, _agree, _progress, _return, _analyse, _interventions, _profiles, _grants,
        _prove_and_share,
    )  # fmt: skip
    for make in makers:
        found |= make(side, found)
    return found


def _labelled(*objects: models.Model) -> dict[str, models.Model]:
    return {obj._meta.label_lower: obj for obj in objects}


def _frame(side: Side, _found: dict[str, Any]) -> dict[str, models.Model]:
    programme = Programme.objects.get(pk=side.programme.pk)
    framework = side.cast.framework
    return _labelled(
        programme,
        side.lead,
        framework,
        framework.clauses.first(),
        Partner.objects.get(programme=programme, role="lead"),
        BudgetLine.objects.create(programme=programme, code="A", title="Listening", amount=1000),
        Membership.objects.get(user=side.officer),
        Invitation.objects.create(
            organisation=side.lead,
            email=f"new@{programme.slug}.example.org",
            role="trainer",
            token_hash=programme.slug,
            invited_by=side.officer,
            expires_at=SOON,
        ),
        StoredFile.objects.create(
            original_name="a.txt",
            content_type="text/plain",
            size=1,
            sha256="0",
            owner_type="programmes.programme",
            owner_id=programme.pk,
        ),
    )


def _listen(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    programme, cast = found["programmes.programme"], side.cast
    assessment = Assessment.objects.create(
        programme=programme,
        title="Listening in spring",
        starts_on=FIRST,
        ends_on=LAST,
        state=side.state("collecting", "planned"),
    )
    session = Session.objects.create(
        assessment=assessment,
        code="S1",
        kind="focus_group",
        place=cast.settlement,
        held_on=FIRST,
        sex="female",
        age_group="18-40",
        population=cast.idps,
        participants=8,
        notes="They spoke of water.",
        consent_scope="authorities",
        state=side.state("coded", "held"),
    )
    consent = Consent.objects.create(
        session=session,
        text_version="1",
        language="az",
        manner="spoken",
        scope="authorities",
        taken_on=FIRST,
        taken_by=side.officer,
    )
    statement = Statement.objects.create(
        session=session, number=1, excerpt="Water comes every other day.", coded_by=side.officer
    )
    feedback = _feedback(side, programme, "question", sealed=False)
    sealed = _feedback(side, programme, "sensitive", sealed=True)
    said = _labelled(assessment, session, consent, statement, feedback) | {"sealed feedback": sealed}
    return said | _labelled(
        Team.objects.create(assessment=assessment, name="Team 1"),
        GuideQuestion.objects.create(assessment=assessment, theme="Water", text="How do you get water?"),
        PlanCell.objects.create(
            assessment=assessment, place=cast.settlement, sex="female", age_group="18-40"
        ),
        Recording.objects.create(session=session, label="First half", delete_on=LAST),
        Theme.objects.create(programme=programme, name="Water"),
        KnownWord.objects.create(programme=programme, word="kur"),
    )


def _collect(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    """A form with one version, a telephone, an answer that arrived, and an import that brought it."""
    programme, slug = found["programmes.programme"], side.programme.slug
    form = Form.objects.create(
        assessment=found["assessments.assessment"],
        form_id=f"form-{slug}",
        title="Focus group",
        state=side.state("open"),
    )
    version = FormVersion.objects.create(form=form, version="1", xform="<h:html/>", md5="0")
    device = Device.objects.create(
        programme=programme, label="Telephone 1", username=f"phone-{slug}", ha1="0"
    )
    submission = Submission.objects.create(
        form=form,
        version=version,
        source="device",
        instance_id=f"uuid:{slug}",
        sha256="0",
        content="<data/>",
        received_at=LONG_AGO,
        device=device,
    )
    mapping = Mapping.objects.create(form=form, signature="0", columns=["notes"])
    run = ImportRun.objects.create(form=form, mapping=mapping, file_name="answers.csv", sha256="0")
    return _labelled(form, version, device, submission, mapping, run)


def _feedback(side: Side, programme: Programme, kind: str, *, sealed: bool) -> Feedback:
    return Feedback.objects.create(
        programme=programme,
        kind=kind,
        text="Somebody told us this.",
        contact="+000",
        receipt_hash=f"{programme.slug} {kind}",
        sealed=sealed,
    )


def _agree(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    programme = found["programmes.programme"]
    gap = Gap.objects.create(
        programme=programme,
        code="G1",
        title="No water",
        statement="Water comes every other day.",
        severity=3,
        state=side.state("in_consultation"),
    )
    cause = Cause.objects.create(gap=gap, kind="law", text="The law says nothing.")
    evidence = Evidence.objects.create(gap=gap, statement=found["assessments.statement"])
    plan = Plan.objects.create(
        programme=programme, title="Plan", starts_on=FIRST, ends_on=LAST, state=side.state("adopted")
    )
    measure = Measure.objects.create(
        plan=plan,
        code="M1",
        title="Change the law",
        responsible=side.authority,
        state=side.state("agreed", "proposed"),
    )
    measure.gaps.add(gap)
    consultation = Consultation.objects.create(
        programme=programme, title="Round", opens_on=FIRST, closes_on=LAST, state="open", edition=1
    )
    item = ConsultationItem.objects.create(
        consultation=consultation, gap=gap, text=frozen(ConsultationItem(gap=gap))
    )
    text = TextVersion.objects.create(item=item, number=1, edition=1, text=item.text, made_at=LONG_AGO)
    stakeholder = Stakeholder.objects.create(consultation=consultation, organisation=side.authority)
    said: dict[str, Any] = {"stakeholder": stakeholder}
    position = Position.objects.create(
        **said,
        stand="object",
        reason="No money.",
        edition=1,
        taken_by=side.officer,
        taken_at=LONG_AGO,
        confirmed_at=LONG_AGO,
    )
    comment = Comment.objects.create(
        **said, item=item, version=text, text="Add the schools.", made_by=side.officer, made_at=LONG_AGO
    )
    link = Link.objects.create(
        stakeholder=stakeholder, holder_role="chair", email="chair@example.org", token_hash=programme.slug
    )
    hearing = Hearing.objects.create(consultation=consultation, held_on=FIRST, minutes="They spoke of water.")
    attendance = Attendance.objects.create(
        hearing=hearing, stakeholder=stakeholder, women=2, said="No money."
    )
    closed = Consultation.objects.create(
        programme=programme, title="Earlier round", opens_on=FIRST, closes_on=LAST, state="agreed"
    )
    agreement = Agreement.objects.create(
        consultation=closed,
        statement="Agreed.",
        closed_at=LONG_AGO,
        closed_by=side.officer,
        **_record(closed, side.officer),
    )
    AgreementDocument.objects.create(agreement=agreement, language="en", file=found["base.storedfile"])
    return _labelled(
        gap,
        cause,
        evidence,
        plan,
        measure,
        consultation,
        item,
        stakeholder,
        position,
        comment,
        link,
        hearing,
        attendance,
        agreement,
    )


def _progress(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    measure = found["plans.measure"]
    funding = Funding.objects.create(measure=measure, source=side.authority, amount=10, state="pledged")
    report = Report.objects.create(
        measure=measure,
        organisation=side.authority,
        by=side.officer,
        text="A draft law is written.",
        stands="on_track",
        until=LAST,
        state=side.state("returned", "submitted"),
    )
    piece = ReportEvidence.objects.create(report=report, note="The draft", address="https://example.org/law")
    return _labelled(funding, report, piece)


def _return(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    """A group that was asked again, and what shows the remedy."""
    gap, session = found["gaps.gap"], found["assessments.session"]
    answer = Return.objects.create(
        gap=gap, session=session, outcome="same", asked_on=LAST, how="visit", said="It is as before."
    )
    return _labelled(answer, Proof.objects.create(gap=gap, source="A report", note="It runs."))


def _analyse(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    analysis = Analysis.objects.create(programme=found["programmes.programme"], title="Gap analysis")
    version = AnalysisVersion.objects.create(analysis=analysis, number=1, language="en", hash="0")
    return _labelled(analysis, version)


def _record(closed: Consultation, officer: User) -> dict[str, Any]:
    outcome: dict[str, Any] = {"statement": "Agreed.", "review_on": None, "closed_at": LONG_AGO}
    record = record_of(closed, [], [], tally(closed, []), closed_by=officer.pk, supersedes=None, **outcome)
    found = hash_of_record(record)
    return {
        "record": record,
        "record_hash": found,
        "signature": signing.sign(found),
        "public_key": signing.public_key(),
    }


def _interventions(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    of = {kind: _intervention(side, found, kind) for kind in Intervention.Kind.values}
    place = side.cast.settlement
    training = Training.objects.create(intervention=of["training"])
    session = TrainingSession.objects.create(training=training, title="Day 1", place=place, held_on=FIRST)
    participant = Participant.objects.create(
        training=training, person_code="P1", name="A name", organisation=side.cso
    )
    meeting = Meeting.objects.create(intervention=of["round_table"], place=place)
    parts = (
        Delegation.objects.create(meeting=meeting, organisation=side.authority, women=1, men=1),
        Visit.objects.create(meeting=meeting, what="A centre"),
        Lesson.objects.create(meeting=meeting, text="Listen first."),
        FollowUp.objects.create(meeting=meeting, text="Write it down.", owner=side.authority, due_on=LAST),
        AgendaItem.objects.create(meeting=meeting, title="Opening"),
        Note.objects.create(meeting=meeting, text="Said within.", written_at=LONG_AGO),
    )
    Meeting.objects.create(intervention=of["bilateral"], place=place)
    Meeting.objects.create(intervention=of["study_tour"], place=place)
    return {
        **_labelled(of["training"], training, session, participant, meeting, *parts),
        **_supplies(side, of["procurement"]),
        **_services(side, of["service"]),
        **{f"{kind} intervention": intervention for kind, intervention in of.items()},
    }


def _intervention(side: Side, found: dict[str, Any], kind: str) -> Intervention:
    return Intervention.objects.create(
        programme=found["programmes.programme"],
        kind=kind,
        code=f"I-{kind}",
        title=f"A {kind}",
        organisation=side.lead,
        starts_on=FIRST,
        ends_on=LAST,
        state=side.state("under_way", "planned"),
    )


def _supplies(side: Side, intervention: Intervention) -> dict[str, models.Model]:
    procurement = Procurement.objects.create(intervention=intervention)
    item = Item.objects.create(procurement=procurement, name="Chair", category="furniture", quantity=10)
    facility = Facility.objects.create(
        name=f"Centre of {side.authority}", place=side.cast.settlement, run_by=side.authority
    )
    handover = Handover.objects.create(
        procurement=procurement,
        facility=facility,
        handed_over_on=FIRST,
        state=side.state("handed_over", "planned"),
    )
    line = HandoverLine.objects.create(handover=handover, item=item, quantity=10)
    return _labelled(procurement, item, facility, handover, line)


def _services(side: Side, intervention: Intervention) -> dict[str, models.Model]:
    place = side.cast.settlement
    service = Service.objects.create(intervention=intervention, kind="livelihood")
    session = ServiceSession.objects.create(service=service, title="Session", place=place, held_on=FIRST)
    person = Person.objects.create(programme=intervention.programme, code="P1")
    identity = PersonIdentity.objects.create(person=person, name="A name")
    record = Record.objects.create(
        service=service, person=person, received_on=FIRST, place=place, provider=side.cso
    )
    return _labelled(service, session, person, identity, record)


def _profiles(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    """The file of a partner of the programme, under a check and with a name to be decided."""
    programme = found["programmes.programme"]
    partner = side.cso if side.open else Organisation.objects.create(name_en="Their partner", kind="cso")
    Partner.objects.create(programme=programme, organisation=partner, role="implementing")
    profile = Profile.objects.create(organisation=partner, legal_address="Street 1")
    paid = profile if side.open else Profile.objects.create(organisation=side.lead)
    officer = Officer.objects.create(profile=profile, name="A name", name_hash="1", position="Director")
    account = BankAccount.objects.create(
        profile=paid, holder="Holder", bank="Bank", iban="AZ21NABZ00000000137010001944", iban_hash="1"
    )
    accounts = Accounts.objects.create(profile=profile, year=2008, income=1000, expenditure=900)
    project = PastProject.objects.create(
        profile=profile, title="A project", donor="A donor", amount=10, starts_on=FIRST
    )
    document = Document.objects.create(organisation=partner, kind="statutes")
    check = DueDiligence.objects.create(organisation=partner, programme=programme, checklist="1")
    listed = SanctionsList.objects.create(programme=programme, name="A list", dated_on=FIRST, entries_count=1)
    entry = SanctionsEntry.objects.create(list=listed, name="A name", keys="a nama", kind="person")
    screening = Screening.objects.create(
        organisation=partner, list=listed, run_at=LONG_AGO, names=2, names_hash="1"
    )
    hit = Hit.objects.create(
        screening=screening, subject="officer", officer=officer, label="A name", entry=entry, likeness=100
    )
    return _labelled(profile, officer, account, accounts, project, document, check, listed, screening, hit)


def _grants(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    """A call under evaluation with an application that is being scored, and an earlier one whose grant is signed."""
    programme, cast = found["programmes.programme"], side.cast
    call = granting.call(
        cast,
        side.state("open"),
        intervention=found["call intervention"],
        programme=programme,
        closes_at=SOON,
    )
    application = granting.application(call, side.cso, side.officer)
    granting.step(call, "full")
    assignment = granting.assignment(application, side.evaluator)
    earlier = Intervention.objects.create(
        programme=programme,
        kind="call",
        code="I-earlier",
        title="Earlier",
        organisation=side.lead,
        starts_on=FIRST,
        ends_on=LAST,
    )
    awarded = granting.call(cast, "evaluation", intervention=earlier, programme=programme)
    won = granting.application(awarded, side.cso, side.officer, "awarded")
    grant = granting.grant(won)
    said = _said_about(call, side)
    application.parts.get().answers.create(key="need", value="Water", changed_at=LONG_AGO)
    goal = application.parts.get().logframe.create(kind="objective", text="Goal", months=[])
    # No office: whoever acts for a partner judges nothing of the application.
    near = Organisation.objects.create(name_en=f"Partner in {programme.slug}", kind=Organisation.Kind.CSO)
    partner = application.partners.create(
        organisation=near, kind="affiliated", role="Private.", asked_by=side.officer, asked_at=LONG_AGO
    )
    written = _labelled(application.parts.get(), won.parts.get().receipts.get(), goal, partner)
    about = _labelled(
        call,
        call.lots.get(),
        call.procedure,
        call.procedure.steps.first(),
        call.full_form,
        application,
        assignment,
        grant,
    )
    return about | written | said | _judged(call, application, side) | _running(side, grant)


def _running(side: Side, grant: Grant) -> dict[str, models.Model]:
    """What hangs from a grant: an agreement, a report that was sent with a receipt, money, a change, a visit."""
    officer = side.officer
    agreement = of_grants.Agreement.objects.create(
        grant=grant, number=1, template_version=0, language="en", text="# Agreement", starts_on=FIRST, ends_on=LAST,
        prepared_by=officer, prepared_at=LONG_AGO,
    )  # fmt: skip
    report = of_grants.Report.objects.create(
        grant=grant, number=1, kind="final", period_from=FIRST, period_to=LAST, due_on=LAST, state="submitted",
        summary="Words.", language="en", submitted_at=LONG_AGO,
    )  # fmt: skip
    expense, same = (
        of_grants.Expense.objects.create(
            report=report, supplier="A shop", number="1", on=FIRST, text="Cloth", amount=10, currency="EUR", rate=1,
            cost=10, heading="people", fingerprint="1", is_sampled=True,
        )
        for _each in range(2)
    )  # fmt: skip
    question = of_grants.Question.objects.create(
        report=report, text="Why?", asked_by=officer, asked_at=LONG_AGO
    )
    instalment = of_grants.Instalment.objects.create(grant=grant, number=1, amount=grant.amount)
    payment = of_grants.Payment.objects.create(
        grant=grant, instalment=instalment, on=FIRST, amount=5, reference="Private.", currency="EUR", rate=1,
        made_by=officer,
    )  # fmt: skip
    recovery = of_grants.Recovery.objects.create(
        grant=grant, amount=5, reason="Private.", due_on=LAST, made_by=officer
    )
    change = of_grants.Change.objects.create(
        grant=grant,
        number=1,
        kind="extension",
        reason="Snow.",
        ends_on=LAST,
        asked_by=officer,
        asked_at=LONG_AGO,
    )
    visit = of_grants.Visit.objects.create(
        grant=grant, visited_on=FIRST, place=side.cast.settlement, seen="A room.", made_by=officer
    )
    finding = of_grants.Finding.objects.create(visit=visit, text="No list.", severity="low", due_on=LAST)
    found = _labelled(
        agreement, report, expense, question, instalment, payment, recovery, change, visit, finding
    )
    return found | {"same expense": same}


def _judged(call: Any, application: Any, side: Side) -> dict[str, models.Model]:
    """What an evaluation's course leaves behind: a step, a question to the applicant, a letter, a vote."""
    step = call.steps.get(step__kind="full")
    asked = Clarification.objects.create(
        call_step=step,
        application=application,
        question="Which statutes hold?",
        due_on=SOON.date(),
        asked_by=side.officer,
        asked_at=LONG_AGO,
    )
    letter = Letter.objects.create(
        application=application, call_step=step, kind="declined", language="en", text="No.", sent_at=LONG_AGO
    )
    complaint = Complaint.objects.create(
        application=application, letter=letter, text="Why?", filed_by=side.officer, filed_at=LONG_AGO
    )
    proposal = Proposal.objects.create(call=call, number=1, made_by=side.officer, made_at=LONG_AGO)
    line = ProposalLine.objects.create(proposal=proposal, application=application, outcome="reserve")
    listed = EvaluatorProfile.objects.create(
        programme=application.call.intervention.programme, user=side.evaluator, languages=["en"]
    )
    return _labelled(step, asked, letter, complaint, proposal, line, listed)


def _said_about(call: Any, side: Side) -> dict[str, models.Model]:
    question = CallQuestion.objects.create(
        call=call,
        number=1,
        asked_by=side.officer,
        text="May we?",
        asked_at=LONG_AGO,
        published_text="May one?",
        answer="One may.",
        answered_at=LONG_AGO,
    )
    corrigendum = Corrigendum.objects.create(
        call=call, number=1, text="A word was wrong.", published_at=LONG_AGO, published_by=side.officer
    )
    session = InfoSession.objects.create(call=call, title="Session", starts_at=SOON, where="The office")
    outage = Outage.objects.create(call=call, deadline=SOON, began_at=LONG_AGO, ended_at=LONG_AGO)
    return _labelled(question, corrigendum, session, outage)


def _rivals(cast: Cast, world: World) -> None:
    """The rival's two applications to our calls: one sent and given to an evaluator, one still a draft."""
    call: Any = world.mine["calls.call"]
    sent = granting.application(call, cast.rival_cso, cast.rival)
    granting.assignment(sent, cast.second_evaluator)
    earlier = Grant.objects.get(pk=world.mine["grants.grant"].pk).application.call
    draft = granting.application(earlier, cast.rival_cso, cast.rival, "draft")
    world.mine |= {"rival's application": sent, "rival's draft": draft}


def _prove_and_share(side: Side, found: dict[str, Any]) -> dict[str, models.Model]:
    programme = found["programmes.programme"]
    result = Result.objects.create(programme=programme, level="output", code="R1", title="A result")
    indicator = Indicator.objects.create(result=result, code="R1.1", title="Trainings held")
    target = Target.objects.create(indicator=indicator, due_on=LAST, value=10, set_by=side.officer)
    observation = Observation.objects.create(
        indicator=indicator, observed_on=LAST, value=4, source="Count", recorded_by=side.officer
    )
    update = Update.objects.create(programme=programme, title="Update", period_start=FIRST, period_end=LAST)
    text = Block.objects.create(update=update, kind="text", text="We **listened**.", position=1)
    earlier = Update.objects.create(
        programme=programme,
        title="Earlier update",
        period_start=FIRST,
        period_end=LAST,
        state=side.state("published"),
    )
    figure = Block.objects.create(update=earlier, kind="figure", indicator=indicator, position=1)
    frozen = FrozenFigure.objects.create(block=figure, indicator=indicator, value=4, frozen_at=LONG_AGO)
    return _labelled(result, indicator, target, observation, update, text, frozen) | _hub(side, programme)


def _hub(side: Side, programme: Programme) -> dict[str, models.Model]:
    resource = Resource.objects.create(programme=programme, kind="guide", added_by=side.officer)
    edition = Edition.objects.create(resource=resource, language="en", title="Guide", summary="How to.")
    version = Version.objects.create(
        edition=edition, number=1, text="Text", made_by=side.officer, adopted_at=LONG_AGO, reading="read"
    )
    edition.current = version
    edition.save()
    page = Page.objects.create(version=version, number=1, text="Text")
    doubt = Doubt.objects.create(version=version, text="Is it?", asked_by=side.officer)
    filled = Filled.objects.create(version=version, organisation=side.cso if side.open else side.lead)
    course = Collection.objects.create(
        programme=programme,
        title_en="Course",
        is_course=True,
        made_by=side.officer,
        state=side.state("published"),
    )
    step = Step.objects.create(collection=course, resource=resource, position=1)
    return _labelled(resource, edition, version, page, doubt, filled, course, step)
