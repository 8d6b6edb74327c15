"""One file of the catalogue: a body of secrets with one owner, one store of record and one set of rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from strongroom.catalogue.base import Environment, Environments, Flag, Model, PathPattern, Repository, Slug, Text, Word
from strongroom.catalogue.destination import Destination
from strongroom.catalogue.secret import Secret
from strongroom.catalogue.source import Source

Store = Literal["secrets-manager", "vault"]


class Reviewers(Model):
    """Who approves a deployment: GitHub team slugs and user logins, six at most together."""

    teams: tuple[Slug, ...] = ()
    users: tuple[Word, ...] = ()


class GithubEnvironmentSettings(Model):
    """A deployment environment of a repository."""

    environment: Environment = Field(description="The environment of the catalogue that it belongs to.")
    reviewers: Reviewers = Field(default_factory=Reviewers)
    wait_minutes: Annotated[StrictInt, Field(ge=0, le=43200)] = 0
    prevent_self_review: Flag = False
    branches: tuple[Text, ...] = Field(default=(), description="Branch name patterns that may deploy; empty: any.")
    tags: tuple[Text, ...] = Field(default=(), description="Tag name patterns that may deploy.")


class GithubRepositorySettings(Model):
    """A repository that receives secrets."""

    environments: Mapping[Word, GithubEnvironmentSettings] = Field(default_factory=dict)


class GithubSettings(Model):
    """The organisation of the workspace and its repositories."""

    organisation: Word
    repositories: Mapping[Repository, GithubRepositorySettings] = Field(default_factory=dict)


class Cluster(Model):
    """A Kubernetes cluster whose secrets come from a GitOps repository, sealed; paths are the project folder's."""

    folder: Text = Field(description="Folder of the checked-out repository that the cluster takes Sealed Secrets from.")
    certificate: Text = Field(description="The controller's public certificate: kubeseal --fetch-cert.")
    scope: Literal["strict", "namespace-wide", "cluster-wide"] = Field(
        default="strict", description="What a sealed value is tied to: namespace and name, the namespace, or nothing."
    )


class Gate(Model):
    """An approval that secrets wait for."""

    description: Text
    approvers: Annotated[tuple[Text, ...], Field(min_length=1)]


class Pipeline(Model):
    """A pipeline whose dry run proves that the credentials are usable (1.16)."""

    name: Text
    environment: Environment
    command: Annotated[tuple[Text, ...], Field(min_length=1)]


class Handoff(Model):
    """What is done once everything is provisioned (1.17, 1.18)."""

    release_channel: Text = Field(description="Who is told, and gets the audit log.")
    ticket: Word | None = Field(default=None, description="The deployment ticket that the audit log is attached to.")
    feature_flags: tuple[Text, ...] = ()
    flag_check: tuple[Text, ...] = Field(
        default=(), description="Command that ends with 0 where the flag, whose name it gets last, is prepared."
    )


class Topic(Model):
    """A coordination message (2.8): what it is about, and for whom. The list's order is their priority."""

    topic: Text
    audience: Text
    secrets: Annotated[tuple[str, ...], Field(min_length=1)]


class Workspace(Model):
    """A file of the catalogue."""

    workspace: Slug
    title: Text
    description: Text
    owner: Word = Field(description="Owner of every secret that names none.")
    store: Store = "secrets-manager"
    environments: Environments
    namespace: Text | None = None
    role: Text | None = Field(default=None, description="Who may write.")
    visibility: tuple[Text, ...] = Field(default=(), description="Who sees the values, of every secret that says none.")
    tags: Mapping[Word, Text] = Field(default_factory=dict, description="Further tags of every cloud resource.")
    paths: tuple[PathPattern, ...] = Field(default=(), description="What paths look like: `occ/{service}/{name}`.")
    names: Literal["upper-snake", "service-credential-type"] = "upper-snake"
    github: GithubSettings | None = None
    clusters: Mapping[Word, Cluster] = Field(default_factory=dict, description="Clusters of `kubernetes` destinations.")
    places: Mapping[Slug, Mapping[str, object]] = Field(
        default_factory=dict, description="Destinations, or parts of them, with a name for `to:` of the secrets."
    )
    source: Source | None = Field(default=None, description="Of every secret that says none.")
    destinations: tuple[Destination, ...] = Field(default=(), description="Of every secret that says none.")
    gates: Mapping[Slug, Gate] = Field(default_factory=dict)
    pipelines: tuple[Pipeline, ...] = ()
    handoff: Handoff | None = None
    messages: tuple[Topic, ...] = ()
    secrets: tuple[Secret, ...]
