"""Dispatches and the runs they start, which stay queued: nothing executes a workflow here.

Source: https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event and /rest/actions/workflows.
"""

from __future__ import annotations

from typing import Any

from local.github import places
from local.github.accounts import node_id
from local.github.answers import Call, Endpoint, invalid, not_found, page, required, typed
from local.github.model import Dispatch, Repository, Run, Workflow
from local.stand_in.answers import Answer

LONGEST_EVENT_TYPE = 100
MOST_PAYLOAD_PROPERTIES = 10


def _repository_dispatch(call: Call) -> Answer:
    repository, event_type = places.repository(call), required(call, "event_type", str)
    payload = typed(call.body.get("client_payload") or {}, "client_payload", dict)
    if not 1 <= len(event_type) <= LONGEST_EVENT_TYPE:
        raise invalid(f"event_type must have 1 to {LONGEST_EVENT_TYPE} characters.")
    if len(payload) > MOST_PAYLOAD_PROPERTIES:
        raise invalid(f"No more than {MOST_PAYLOAD_PROPERTIES} properties are allowed in client_payload.")
    call.world.dispatches.append(
        Dispatch(repository=repository.full_name, event_type=event_type, client_payload=payload)
    )
    return Answer(status=204)


def _workflow(call: Call) -> tuple[Repository, Workflow]:
    repository = places.repository(call)
    for found in repository.workflows.values():
        if call.names["workflow"] in (str(found.id), found.file):
            return repository, found
    raise not_found()


def _workflow_dispatch(call: Call) -> Answer:
    repository, workflow = _workflow(call)
    branch = required(call, "ref", str)
    inputs = typed(call.body.get("inputs") or {}, "inputs", dict)
    run = Run(id=call.world.next_id(), workflow=workflow.id, event="workflow_dispatch", branch=branch)
    repository.runs.insert(0, run)
    call.world.dispatches.append(
        Dispatch(
            repository=repository.full_name, event_type=f"workflow_dispatch:{workflow.file}", client_payload=inputs
        )
    )
    return Answer(status=204)


def _workflow_view(workflow: Workflow) -> dict[str, Any]:
    number, path = workflow.id, f".github/workflows/{workflow.file}"
    return {"id": number, "node_id": node_id("W", number), "name": workflow.file, "path": path, "state": "active"}


def _run_view(run: Run, repository: Repository) -> dict[str, Any]:
    return {
        "id": run.id,
        "node_id": node_id("WFR", run.id),
        "name": repository.workflows[run.workflow].file,
        "workflow_id": run.workflow,
        "event": run.event,
        "head_branch": run.branch,
        "status": "queued",
        "conclusion": None,
        "run_attempt": 1,
        "created_at": run.created_at,
        "updated_at": run.created_at,
    }


def _workflows(call: Call) -> Answer:
    return page(call, "workflows", [_workflow_view(found) for found in places.repository(call).workflows.values()])


def _get_workflow(call: Call) -> Answer:
    return Answer(body=_workflow_view(_workflow(call)[1]))


def _runs(call: Call) -> Answer:
    wanted = _workflow(call)[1].id if "workflow" in call.names else None
    repository = places.repository(call)
    runs = [_run_view(run, repository) for run in repository.runs if wanted in (None, run.workflow)]
    filters = {"event": "event", "branch": "head_branch", "status": "status"}
    for parameter, field in filters.items():
        if text := call.query.get(parameter):
            runs = [run for run in runs if run[field] == text]
    return page(call, "workflow_runs", runs)


ENDPOINTS = tuple(
    Endpoint(method=method, path=path + rest, handler=handler)
    for path in places.REPOSITORY_PATHS
    for method, rest, handler in (
        ("POST", "/dispatches", _repository_dispatch),
        ("GET", "/actions/workflows", _workflows),
        ("GET", "/actions/workflows/{workflow}", _get_workflow),
        ("POST", "/actions/workflows/{workflow}/dispatches", _workflow_dispatch),
        ("GET", "/actions/workflows/{workflow}/runs", _runs),
        ("GET", "/actions/runs", _runs),
    )
)
