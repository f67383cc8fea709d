"""Terraform's files as stacks: modules put together, variables, locals and references resolved where that is certain."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.collectors.files.infrastructure.expressions import Budget, Names, evaluate
from readiness.collectors.files.infrastructure.hcl import Block, HclFile, parse_hcl, text_of
from readiness.collectors.files.infrastructure.stacks import Resource, Stack
from readiness.collectors.files.infrastructure.values import Ref, Unresolved, refs_in
from readiness.environments import Classifier
from readiness.facts import Environment

MOST_INSTANCES = 20
"""Keys of one `for_each` that are told apart."""
MOST_MODULES = 500
"""Module calls followed in one folder."""
MOST_DEPTH = 10
"""Modules within modules."""
MOST_VARIANTS = 8
"""Files of variables that one root is worked out with."""
MOST_PARSED = 2 << 20
"""Characters of files that are kept parsed: a syntax tree takes thirty times the memory of its text."""


@dataclass(frozen=True)
class RemoteModule:
    """A module whose code is elsewhere."""

    address: str
    source: str
    path: str
    line: int
    root: str
    environment_path: str


@dataclass
class Module:
    """The files of one folder.

    Attributes:
        calls: modules it calls, with the file they stand in.
        output_paths: files that its outputs stand in, by name.
    """

    folder: str
    resources: list[tuple[str, Block]] = field(default_factory=list)
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    output_paths: dict[str, str] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    calls: list[tuple[str, Block]] = field(default_factory=list)
    backend: bool = False

    def add(self, path: str, file: HclFile) -> None:
        """Take in one of its files."""
        for block in file.body.blocks:
            match block.kind, block.labels:
                case (("resource" | "data"), (_, _)):
                    self.resources.append((path, block))
                case "variable", (name,):
                    self.variables[name] = block
                case "output", (name,):
                    self.outputs[name] = block
                    self.output_paths[name] = path
                case "locals", ():
                    self.locals.update(block.attributes)
                case "provider", (_,):
                    self.providers.append(block)
                case "module", (_,):
                    self.calls.append((path, block))
                case "terraform", ():
                    self.backend |= any(each.kind in ("backend", "cloud") for each in block.blocks)


@dataclass(frozen=True)
class Variables:
    """A file of values for variables."""

    path: str
    values: Mapping[str, Any]

    @property
    def folder(self) -> str:
        """Where it stands."""
        return posixpath.dirname(self.path)

    @property
    def loaded_always(self) -> bool:
        """Whether Terraform takes it without being told."""
        name = posixpath.basename(self.path)
        return re.fullmatch(r"terraform\.tfvars(\.json)?|.*\.auto\.tfvars(\.json)?", name) is not None


@dataclass
class Instance:
    """A module as it is called: its scope."""

    module: Module
    prefix: str
    arguments: Mapping[str, Any]
    given: Mapping[str, Any]
    budget: Budget
    parent: Instance | None = None
    bound: Mapping[str, Any] = field(default_factory=dict)
    children: dict[str, Instance | RemoteModule] = field(default_factory=dict)
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)

    def lookup(self, names: tuple[str, ...]) -> tuple[Any, int]:  # noqa: PLR0911 - a table of what names begin with
        """What a dotted name means, and how many of its parts."""
        match names:
            case "var", name, *_:
                return self.once("var", name, self._variable), 2
            case "local", name, *_:
                return self.once("local", name, self._local), 2
            case "module", name, *rest:
                keyed = 1 if rest and rest[0].startswith("[") else 0
                output = rest[keyed] if len(rest) > keyed else ""
                return self._output(name, output), 3 + keyed if output else len(names)
            case (("each" | "count" | "self" | "path" | "terraform"), *_):
                return Unresolved(".".join(names[:2])), min(2, len(names))
            case "data", kind, name, *rest:
                return Ref(f"{self.prefix}data.{kind}.{name}"), 4 if rest and rest[0].startswith("[") else 3
            case kind, name, *rest if "_" in kind:
                key = rest[0] if rest and rest[0].startswith("[") else ""
                return Ref(f"{self.prefix}{kind}.{name}{key if key != '[?]' else ''}"), 3 if key else 2
        return Unresolved(f"{names[0]} is not told by the files"), 1

    def names(self, bound: Mapping[str, Any] | None = None) -> Names:
        """What names mean in it."""
        return Names(self, bound or {})

    def value(self, expression: Any, bound: Mapping[str, Any] | None = None) -> Any:
        """What an expression of the module comes to."""
        try:
            return evaluate(expression, self.names(bound))
        except RecursionError:
            return Unresolved("nested too deeply")

    def once(self, kind: str, name: str, find: Any) -> Any:
        """What a name means, worked out when it is asked for the first time."""
        key = kind, name
        if key not in self._known:
            self._known[key] = Unresolved(f"{kind}.{name} stands for itself")
            self._known[key] = find(name)
        return self._known[key]

    def _variable(self, name: str) -> Any:
        if name in self.arguments and self.parent is not None:
            return self.parent.value(self.arguments[name], self.bound)
        if name in self.given:
            return self.given[name]
        declared = self.module.variables.get(name)
        if declared is not None and "default" in declared.attributes:
            return self.value(declared.attributes["default"])
        return Unresolved(f"var.{name} has no value in the files")

    def _local(self, name: str) -> Any:
        if name not in self.module.locals:
            return Unresolved(f"local.{name} is not declared")
        return self.value(self.module.locals[name])

    def _output(self, name: str, output: str) -> Any:
        child = self.children.get(name)
        if not isinstance(child, Instance):
            return Unresolved(f"module.{name} is not among the files")
        if output not in child.module.outputs:
            return Unresolved(f"module.{name} has no output {output}")
        return child.once("output", output, lambda found: child.value(child.module.outputs[found].attributes.get("value")))


@dataclass
class _Files:
    """The files of one module, as text where that can be parsed again, and what must be known of them before they are put together.

    Attributes:
        calls: folders of the modules that it calls.
        makes: it has resources, or calls modules.
        characters: of its texts.
    """

    files: list[tuple[str, str | HclFile]] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)
    makes: bool = False
    characters: int = 0


class _Modules:
    """Modules by folder. Those that were asked for last stay parsed."""

    def __init__(self) -> None:
        self.files: dict[str, _Files] = {}
        self._parsed: dict[str, Module] = {}
        self._characters = 0

    def add(self, path: str, file: HclFile, text: str | None) -> None:
        """Take in a file; its text, if it can be parsed again from that."""
        folder = posixpath.dirname(path)
        known, module, own = self.files.setdefault(folder, _Files()), self.of(folder), Module(folder)
        own.add(path, file)
        known.calls.update(target for _, block in own.calls if (target := _local_target(folder, block)) is not None)
        known.makes |= bool(own.resources or own.calls)
        known.files.append((path, file if text is None else text))
        known.characters += len(text or "")
        self._characters += len(text or "")
        module.add(path, file)

    def of(self, folder: str) -> Module:
        """The module of a folder."""
        module = self._parsed.pop(folder, None)
        if module is None:
            module = Module(folder)
            for path, file in self.files[folder].files:
                module.add(path, parse_hcl(file) if isinstance(file, str) else file)
            self._characters += self.files[folder].characters
        self._parsed[folder] = module  # the last one, which stays however large it is
        while self._characters > MOST_PARSED and len(self._parsed) > 1:
            longest_ago = next(iter(self._parsed))
            del self._parsed[longest_ago]
            self._characters -= self.files[longest_ago].characters
        return module


class Terraform:
    """The Terraform files of one folder that is scanned."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._found_roots: set[str] | None = None
        self._modules = _Modules()
        self._variables: list[Variables] = []
        self._budget = Budget()
        self._calls = 0
        self.remote: list[RemoteModule] = []

    def add(self, path: str, file: HclFile, text: str | None = None) -> None:
        """Take in a file of a module; its text, if it was parsed from HCL."""
        self._modules.add(path, file, text)

    def add_variables(self, path: str, values: Mapping[str, Any]) -> None:
        """Take in a `.tfvars` file."""
        self._variables.append(Variables(path, values))

    @property
    def variables(self) -> tuple[Variables, ...]:
        """Every file of values, in order of their paths."""
        return tuple(sorted(self._variables, key=lambda each: each.path))

    def stacks(self) -> Iterator[Stack]:
        """Every root module, once for each file of values that is meant for an environment."""
        for folder in sorted(self._known_roots()):
            module = self._modules.of(folder)
            always = [each for each in self._of_root(folder) if each.loaded_always]
            apart = [each for each in self._of_root(folder) if not each.loaded_always][:MOST_VARIANTS]
            base: dict[str, Any] = {name: value for each in sorted(always, key=lambda one: one.path) for name, value in each.values.items()}
            if not apart:
                yield self._stack(module, base, "")
            for variant in apart:
                yield self._stack(module, {**base, **variant.values}, variant.path)

    def _roots(self) -> set[str]:
        """Folders that no other one calls; a call from an example does not make a module of what is deployed."""
        called: set[str] = set()
        for folder, known in self._modules.files.items():
            if self._classifier.of_path(f"{folder}/main.tf") is not Environment.SAMPLE:
                called |= known.calls - {folder}
        return {folder for folder, known in self._modules.files.items() if folder not in called and known.makes}

    def _of_root(self, root: str) -> list[Variables]:
        """Files of values whose nearest module above is this root, or that stand beside it under a common name."""
        return [each for each in sorted(self._variables, key=lambda one: one.path) if self._root_of(each) == root]

    def _root_of(self, variables: Variables) -> str | None:
        folder = variables.folder
        roots = self._known_roots()
        while True:
            if folder in roots:
                return folder
            if not folder:
                break
            folder = posixpath.dirname(folder)
        # `environments/prod.tfvars` beside `terraform/`: certain only where there is one root.
        return next(iter(roots)) if len(roots) == 1 else None

    def _known_roots(self) -> set[str]:
        if self._found_roots is None:
            self._found_roots = self._roots()
        return self._found_roots

    def _stack(self, module: Module, given: Mapping[str, Any], variables: str) -> Stack:
        path = variables or posixpath.join(module.folder, "main.tf")
        stack = Stack(path=path, language="terraform", folder=module.folder)
        root = Instance(module, "", {}, given, self._budget)
        self._put(root, stack, module.folder, 0)
        for name, block in module.outputs.items():
            stack.resources[f"output.{name}"] = _output(root, name, block)
        stack.resources |= {each.address: each for block in module.providers for each in _accounts(root, block, stack.path)}
        for provider in module.providers:
            if provider.labels == ("aws",) and "alias" not in provider.attributes:
                region = root.value(provider.attributes["region"]) if "region" in provider.attributes else ""
                stack.region = stack.follow(region) if isinstance(region, str | Ref | Unresolved) else ""
                for nested in provider.blocks:
                    if nested.kind == "default_tags":
                        tags = root.value(nested.attributes.get("tags"))
                        stack.tags, stack.tags_told = (tags, True) if isinstance(tags, dict) else ({}, False)
        return stack

    def _put(self, instance: Instance, stack: Stack, root: str, depth: int) -> None:
        """The resources of a module and of those that it calls."""
        module = instance.module
        for path, block in module.calls:
            instance.children[block.labels[0]] = self._called(instance, path, block, stack, root)
        for child in [each for each in instance.children.values() if isinstance(each, Instance)]:
            if depth < MOST_DEPTH:
                self._put(child, stack, root, depth + 1)
        for path, block in module.resources:
            for resource in _resources(instance, path, block):
                stack.resources[resource.address] = resource

    def _called(self, instance: Instance, path: str, block: Block, stack: Stack, root: str) -> Instance | RemoteModule:
        name = block.labels[0]
        address = f"{instance.prefix}module.{name}"
        target = _local_target(instance.module.folder, block)
        self._calls += 1
        if target is None or target not in self._modules.files or self._calls > MOST_MODULES:
            source = instance.value(block.attributes.get("source"))
            remote = RemoteModule(address, source if isinstance(source, str) else "", path, block.line, root, stack.path)
            if _may_exist(instance, block):
                self.remote.append(remote)
            return remote
        bound = next(iter(_bindings(instance, block)), ({}, ""))[0]
        given = {key: each for key, each in block.attributes.items() if key not in _META}
        return Instance(self._modules.of(target), f"{address}.", given, {}, self._budget, instance, bound)


def _output(root: Instance, name: str, block: Block) -> Resource:
    """An output of a root module: Terraform prints it, unless it is sensitive or made of what is."""
    value = block.attributes.get("value")
    text = value if isinstance(value, str) else text_of(value) if hasattr(value, "text") else ""
    values = {
        "name": name,
        "value": root.value(value),
        "sensitive": root.value(block.attributes.get("sensitive", False)),
        "nonsensitive": re.search(r"\bnonsensitive\s*\(", text) is not None,
    }
    return Resource("output", f"output.{name}", values, root.module.output_paths[name], block.line)


_ACCOUNTS = {"azurerm": "subscription_id", "google": "project", "aws": "allowed_account_ids"}
"""The argument by which each provider is told in which account it makes things."""


def _accounts(root: Instance, provider: Block, path: str) -> Iterator[Resource]:
    """The account that a provider works in; one with an alias works somewhere else besides."""
    name = provider.labels[0] if provider.labels else ""
    if name not in _ACCOUNTS or "alias" in provider.attributes:
        return
    account = root.value(provider.attributes.get(_ACCOUNTS[name], ""))
    roles = [each.attributes.get("role_arn") for each in provider.blocks if each.kind == "assume_role"]
    if not account and roles and roles[0] is not None:
        account = root.value(roles[0])
    values = {"cloud": name, "account": account[0] if isinstance(account, list) and account else account}
    yield Resource("provider", f"provider.{name}", values, path, provider.line if path.endswith(".tf") else None)


_META = frozenset({"source", "version", "providers", "count", "for_each", "depends_on", "provider", "lifecycle"})


def _local_target(folder: str, block: Block) -> str | None:
    """The folder that a local source names."""
    source = block.attributes.get("source")
    text = source if isinstance(source, str) else (source.text or b"").decode("utf-8", "replace").strip('"') if source is not None else ""
    if not text.startswith(("./", "../")):
        return None
    target = posixpath.normpath(posixpath.join(folder, text))
    return "" if target == "." else target


def _may_exist(instance: Instance, block: Block) -> bool:
    return bool(list(_bindings(instance, block)))


def _bindings(instance: Instance, block: Block) -> Iterator[tuple[dict[str, Any], str]]:
    """What `each` and `count` are for every instance of a block, with its key; none for what is not made."""
    if "count" in block.attributes:
        count = instance.value(block.attributes["count"])
        if isinstance(count, int) and not isinstance(count, bool) and count == 0:
            return
        if isinstance(count, int) and 1 <= count <= MOST_INSTANCES:
            for number in range(count):
                yield {"count": {"index": number}}, f"[{number}]"
            return
        yield {"count": {"index": Unresolved("count.index")}}, ""
    elif "for_each" in block.attributes:
        over = instance.value(block.attributes["for_each"])
        pairs = list(over.items()) if isinstance(over, dict) else [(each, each) for each in over] if isinstance(over, list) else None
        if pairs is None or len(pairs) > MOST_INSTANCES or not all(isinstance(key, str) for key, _ in pairs):
            if pairs != []:
                told = Unresolved("each", tuple(refs_in(over)))
                yield {"each": {"key": told, "value": told}}, ""
            return
        for key, value in pairs:
            yield {"each": {"key": key, "value": value}}, f'["{key}"]'
    else:
        yield {}, ""


def _resources(instance: Instance, path: str, block: Block) -> Iterator[Resource]:
    label, name = block.labels
    kind = "data." if block.kind == "data" else ""
    for bound, key in _bindings(instance, block):
        values = _values(instance, block, bound)
        yield Resource(
            type=f"{kind}{label}",
            address=f"{instance.prefix}{kind}{label}.{name}{key}",
            values=values,
            path=path,
            line=block.line,
        )


def _values(instance: Instance, block: Block, bound: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of a block; nested blocks are lists of mappings."""
    found = {
        name: instance.value(each, bound) for name, each in block.attributes.items() if name not in ("count", "for_each", "depends_on")
    }
    nested: dict[str, list[Any]] = defaultdict(list)
    for each in block.blocks:
        if each.kind == "dynamic" and each.labels:
            _unfold(instance, each, bound, nested[each.labels[0]])
        else:
            nested[each.kind].append(_values(instance, each, bound))
    for name, items in nested.items():
        told = next((each for each in items if isinstance(each, Unresolved)), None)
        found[name] = told if told is not None else items
    return found


def _unfold(instance: Instance, block: Block, bound: Mapping[str, Any], into: list[Any]) -> None:
    """What a dynamic block comes to."""
    over = instance.value(block.attributes.get("for_each"), bound)
    content = next((each for each in block.blocks if each.kind == "content"), None)
    if content is None or not isinstance(over, dict | list) or len(over) > MOST_INSTANCES * 10:
        into.append(Unresolved(f"a dynamic block {block.labels[0]} runs over what the files don't tell", tuple(refs_in(over))))
        return
    named = text_of(block.attributes["iterator"]) if "iterator" in block.attributes else block.labels[0]
    for key, value in over.items() if isinstance(over, dict) else enumerate(over):
        into.append(_values(instance, content, {**bound, named: {"key": key, "value": value}}))


def tfvars(file: HclFile) -> dict[str, Any]:
    """The values of a `.tfvars` file; they name nothing."""
    return {name: evaluate(each, Names(_Nowhere())) for name, each in file.body.attributes.items()}


@dataclass
class _Nowhere:
    """A scope in which no name means anything."""

    budget: Budget = field(default_factory=Budget)

    def lookup(self, names: tuple[str, ...]) -> tuple[Any, int]:
        """Nothing is known."""
        return Unresolved(names[0]), 1
