"""Composes one kustomization with all it builds upon, in the order in which Kustomize 5.7 does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from readiness.collectors.files.formats import Document
from readiness.collectors.files.formats.kubernetes import objects
from readiness.collectors.files.kustomize import transformers
from readiness.collectors.files.kustomize.generators import generate
from readiness.collectors.files.kustomize.json_patch import patched
from readiness.collectors.files.kustomize.kustomizations import ADDS_OBJECTS, TOUCHES_ALL, Kustomization, Patch, is_remote, shown
from readiness.collectors.files.kustomize.references import follow
from readiness.collectors.files.kustomize.resources import Composed, Doubt, Id, Resource, id_of
from readiness.collectors.files.kustomize.strategic_merge import merged
from readiness.collectors.files.kustomize.targets import selected
from readiness.collectors.files.kustomize.values import Budget, Refused, TooMuch, below, copied, drop, put
from readiness.collectors.files.shapes import at, mapping, mappings, text, walk
from readiness.collectors.files.tree import Mapping as Tree

MOST_LEVELS = 32


@dataclass(frozen=True)
class Files:
    """What is known of a folder's files.

    Attributes:
        kustomizations: by folder.
        doubled: folders with more than one.
        documents: the parsed documents of files that kustomizations name.
        texts: the text of such files.
        broken: those that can't be parsed.
    """

    kustomizations: Mapping[str, Kustomization]
    doubled: frozenset[str]
    documents: Mapping[str, list[Document]]
    texts: Mapping[str, str]
    broken: frozenset[str]


def compose(root: Kustomization, files: Files, budget: Budget) -> Composed:
    """Everything that `kustomize build` would write for a folder.

    Raises:
        TooMuch: it is too deep, or too large.
    """
    result, composing = Composed(), _Composing(files, budget)
    composing.accumulate(root, result, ())
    composing.step(root, "", partial(follow, result.resources, budget))
    if composing.refused:
        result.unseen = composing.refused
        for each in result.resources:
            each.doubts = composing.refused
    result.resources = [each for each in result.resources if text(at(each.data, "metadata", "annotations", _LOCAL)) in ("", "false")]
    return result


_LOCAL = "config.kubernetes.io/local-config"
"""Objects with this annotation are for tools alone."""


@dataclass(frozen=True)
class _Composing:
    """One run. Where anything is refused, Kustomize builds nothing at all, or nobody can tell here what it builds."""

    files: Files
    budget: Budget
    refused: list[Doubt] = field(default_factory=list)

    def accumulate(self, own: Kustomization, into: Composed, above: tuple[str, ...]) -> None:
        """Add what a kustomization makes. Of a component `into` holds what its user has so far."""
        if len(above) >= MOST_LEVELS:
            raise TooMuch
        self.budget.spend(1 + len(into.resources))
        into.there = {each.id.same for each in into.resources}
        inside = (*above, own.folder)
        if own.folder in self.files.doubled:
            self.refused.append(Doubt(own.document, "", f"{own.folder or '.'} has two kustomizations"))
        if above and not own.data.keys() - {"apiVersion", "kind"}:
            self.refused.append(Doubt(own.document, "", f"{own.folder or '.'} has an empty kustomization"))
        for key, written in own.resources:
            self.step(own, key, partial(self._resource, own, (key, written), into, inside))
        into.unseen.extend(Doubt(own.document, key, f"{key} adds objects") for key in ADDS_OBJECTS if own.data.get(key))
        self.step(own, "configMapGenerator", lambda: generate(own, into, self.files.texts.get, self.budget))
        for written in own.components:
            self.step(own, "components", partial(self._component, own, written, into, inside))
        self._transform(own, into)
        self._leave(own, into)

    def step(self, own: Kustomization, key: str, step: Callable[[], None]) -> None:
        """Take one step that a field asks for, and remember where it is refused."""
        try:
            step()
        except Refused as refused:
            self.refused.append(Doubt(own.document, key, refused.detail))

    def _resource(self, own: Kustomization, entry: tuple[str, str], into: Composed, inside: tuple[str, ...]) -> None:
        key, written = entry
        path = own.path(written)
        if is_remote(written):
            into.unseen.append(Doubt(own.document, key, "some of its resources stand in another repository"))
        elif path in self.files.documents or path in self.files.broken:
            self._file(own, own.file(written), into)
        elif (base := self._kustomization("" if path == "." else path, inside)) is not None:
            if base.is_component:
                raise Refused(f"{shown(written)} is a component")
            made = Composed()
            self.accumulate(base, made, inside)
            into.unseen.extend(made.unseen)
            self._append(into, made.resources)
        else:
            into.unseen.append(Doubt(own.document, key, f"{shown(written)} is not among the files"))

    def _file(self, own: Kustomization, path: str, into: Composed) -> None:
        if path in self.files.broken:
            into.unseen.append(Doubt(own.document, "resources", f"{shown(path)} can't be read"))
        for document in self.files.documents.get(path, ()):
            for data in objects(document.data):
                if isinstance(data, Tree) and id_of(data).name:
                    self._append(into, [Resource(copied(data, self.budget), document)])

    def _append(self, into: Composed, more: list[Resource]) -> None:
        for each in more:
            if each.id.same in into.there:
                raise Refused(f"{each.id.kind} {each.id.name} is there twice")
            into.there.add(each.id.same)
            into.add(each)

    def _component(self, own: Kustomization, written: str, into: Composed, inside: tuple[str, ...]) -> None:
        path = own.path(written)
        found = None if is_remote(written) else self._kustomization("" if path == "." else path, inside)
        if found is None or not found.is_component:
            raise Refused(f"{shown(written)} is no component among the files")
        self.accumulate(found, into, inside)

    def _kustomization(self, folder: str, inside: tuple[str, ...]) -> Kustomization | None:
        if folder in inside:
            raise Refused("it builds upon itself")
        return self.files.kustomizations.get(folder)

    def _transform(self, own: Kustomization, into: Composed) -> None:
        data, resources, budget = own.data, into.resources, self.budget
        for patch in own.merges:
            self.step(own, patch.key, partial(self._patch, own, patch, into))
        for patch in own.patches:
            self.step(own, patch.key, partial(self._patch, own, patch, into))
        namespace, prefix, suffix = (text(data.get(key)) for key in ("namespace", "namePrefix", "nameSuffix"))
        if namespace:
            self.step(own, "namespace", lambda: transformers.set_namespace(into.resources, namespace))
        self.step(own, "namePrefix", lambda: transformers.add_affixes(into.resources, prefix, suffix))
        self.step(own, "labels", lambda: transformers.add_labels(into.resources, data, budget))
        self.step(own, "commonAnnotations", lambda: transformers.add_annotations(into.resources, data, budget))
        for patch in own.json_patches:
            self.step(own, patch.key, partial(self._patch, own, patch, into))
        replicas, partly = mappings(data.get("replicas")), bool(into.unseen)
        self.step(own, "replicas", lambda: transformers.set_replicas(into.resources, replicas, budget, partly=partly))
        images = [*mappings(data.get("images")), *mappings(data.get("imageTags"))]
        self.step(own, "images", lambda: transformers.set_images(resources, images, budget))

    def _patch(self, own: Kustomization, patch: Patch, into: Composed) -> None:
        documents = self._patch_documents(own, patch)
        operations = [each for each in documents if isinstance(each, list)]
        objects = [each for each in documents if isinstance(each, Tree)]
        if operations or patch.key == "patchesJson6902":
            if objects or len(operations) != 1 or patch.target is None:
                raise Refused("a JSON patch has no target, or is none")
            into.renamed()
            for each in selected(into.resources, patch.target, self.budget):
                each.earlier.append(each.id)
                patched(each.data, operations[0], self.budget)
        elif patch.target is not None:
            if len(objects) != 1:
                raise Refused("a patch with a target must be one")
            for each in selected(into.resources, patch.target, self.budget):
                self._merge(patch, each, objects[0], into)
        else:
            for one in objects:
                if (found := self._named(id_of(one), into)) is not None:
                    self._merge(patch, found, one, into)

    def _patch_documents(self, own: Kustomization, patch: Patch) -> list[Any]:
        if patch.path:
            path = own.file(patch.path)
            found = None if path in self.files.broken else self.files.documents.get(path)
            if not found:
                raise Refused(f"{shown(patch.path)} is not among the files")
            return [each.data for each in found]
        if patch.written not in own.inline:
            raise Refused("a patch can't be read")
        return own.inline[patch.written]

    def _named(self, id: Id, into: Composed) -> Resource | None:
        """The object that a patch names, by what it is or was; None where objects that are not seen may hold it.

        Raises:
            Refused: there is none, or there are several.
        """
        found = into.named(id, self.budget)
        if not found and into.unseen:
            return None
        if len(found) != 1:
            raise Refused(f"a patch is for {id.kind} {id.name}, of which there is {'none' if not found else 'more than one'}")
        return found[0]

    def _merge(self, patch: Patch, target: Resource, written: Tree, into: Composed) -> None:
        before = target.id
        if patch.may_rename or patch.may_change_kind:
            target.earlier.append(before)
            into.renamed()
        result = merged(target.data, written, self.budget)
        if result is None:
            into.resources.remove(target)
            into.renamed()
            return
        target.data = result
        kept = {"namespace": before.namespace} if patch.may_rename else {"namespace": before.namespace, "name": before.name}
        for key, value in kept.items():
            _restore(below(result, "metadata"), key, value)
        result["apiVersion"] = before.api_version
        if not patch.may_change_kind:
            result["kind"] = before.kind

    def _leave(self, own: Kustomization, into: Composed) -> None:
        """Say what is not known after fields that are not composed here."""
        for key in TOUCHES_ALL:
            if own.data.get(key):
                doubt = Doubt(own.document, key, f"{key} may change its objects")
                into.unseen.append(doubt)
                for each in into.resources:
                    each.doubts.append(doubt)
        for replacement in mappings(own.data.get("replacements")):
            self.step(own, "replacements", partial(self._replaced, own, replacement, into))
        self._variables(own, into)

    def _replaced(self, own: Kustomization, replacement: dict[str, Any], into: Composed) -> None:
        targets = mappings(replacement.get("targets"))
        if "path" in replacement or not targets:
            raise Refused("a replacement stands in another file")
        for each in targets:
            select = mapping(each.get("select"))
            # Plain names, which Kustomize does not take for patterns here.
            wanted = {key: text(value) for key, value in select.items()}
            for resource in into.resources:
                self.budget.spend(1)
                if any(_is_selected(id, wanted) for id in resource.ids):
                    resource.doubts.append(Doubt(own.document, "replacements", "replacements change it"))

    def _variables(self, own: Kustomization, into: Composed) -> None:
        names = tuple(f"$({text(each.get('name'))})" for each in mappings(own.data.get("vars")))
        if not names:
            return
        for resource in into.resources:
            values = [each for node in walk(resource.data) for each in node.values()]
            self.budget.spend(len(values) * len(names))
            strings = [one for each in values for one in (each if isinstance(each, list) else [each]) if isinstance(one, str)]
            if any(name in each for each in strings for name in names):
                resource.doubts.append(Doubt(own.document, "vars", "vars change it"))


def _is_selected(id: Id, wanted: dict[str, str]) -> bool:
    told = {"group": id.group, "version": id.version, "kind": id.kind, "name": id.name, "namespace": id.namespace}
    return all(not wanted.get(key) or wanted[key] == value for key, value in told.items())


def _restore(meta: Tree, key: str, value: str) -> None:
    if value:
        put(meta, key, value)
    else:
        drop(meta, key)
