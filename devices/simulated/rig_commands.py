"""What hands can do to a rig: one table, which is the command line, the panel and its HTTP API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from devices.simulated import rig_words
from devices.simulated.fault import SimulationError, read_fault
from devices.simulated.gallery import find_paper
from devices.simulated.hands import Finger
from devices.simulated.network import Mode, Network
from devices.simulated.rig_words import CAMERA, CARD, CODE, DOCUMENT, RECEIPT, Command, Word
from devices.simulated.stand_in import USES
from devices.simulated.storm import storm
from devices.virtual.desk import LIMITS

if TYPE_CHECKING:
    from devices.simulated.rig import Rig

NO_SCREEN: Mapping[str, Any] = MappingProxyType({"screen": None, "names": []})
WAITS = 8.0  # seconds that a command may wait for what it asks


def _patterns(rig: Rig) -> list[tuple[str, str]]:
    """What can be spoilt on this ground: operation and what."""
    found = (pattern.partition(" ") for patterns in _possible(rig).values() for pattern in patterns)
    return [(operation, what) for operation, _, what in found]


def _operations(rig: Rig) -> list[str]:
    return sorted({operation for operation, _ in _patterns(rig)})


def _spoils(rig: Rig) -> list[str]:
    return sorted({what or "error" for _, what in _patterns(rig)})


DEVICE = Word("device", choices=lambda rig: rig.ground.devices)
OPERATION = Word("operation", choices=_operations)

# --- acts


def _insert_card(rig: Rig, key: str) -> None:
    if key not in rig.wallet:
        raise SimulationError(f"no such card: {key}; there are {', '.join(rig.wallet)}")
    rig.card_reader.insert_card(rig.wallet[key])
    rig.put("card", key)


def _pull_card(rig: Rig) -> None:
    rig.card_reader.pull_card()
    rig.put("card")


def _lay_paper(rig: Rig, name: str, *pose: tuple[str, float]) -> None:
    paper = find_paper(rig.gallery, name)
    rig.camera.lay(paper.posed(**dict(pose)))
    rig.put("paper", name if name in rig.gallery else "a picture file")


def _take_paper(rig: Rig) -> None:
    rig.camera.take_paper()
    rig.put("paper")


def _show_code(rig: Rig, text: str) -> None:
    rig.put("code", text)
    rig.code_reader.show_code(text)


def _arm(rig: Rig, device: str, operation: str, what: str, after: int = 0, times: int = 1) -> None:
    try:
        fault = read_fault(operation, what, after, times)
    except ValueError as error:
        raise SimulationError(f"usage: {RIG_COMMANDS['arm-fault'].usage}: {error}") from error
    rig.faults_of(device).arm(fault)


def _clear_faults(rig: Rig) -> None:
    for device in rig.ground.devices:
        rig.faults_of(device).clear()


def _possible(rig: Rig) -> dict[str, list[str]]:
    return {device: sorted(rig.faults_of(device).possible) for device in rig.ground.devices}


def _faults(rig: Rig) -> dict[str, Any]:
    view = rig.view()
    return {"armed": view["faults"], "hits": view["hits"]}


def _status(rig: Rig) -> dict[str, Any]:
    return {name: rig.look(name) for name in rig.ground.devices} | {"addresses": rig.addresses}


def _printed(folder: Path, name: str, ending: str, pieces: Sequence[bytes]) -> list[str]:
    paths = [folder / f"{name}-{number:03}.{ending}" for number in range(1, len(pieces) + 1)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, piece in zip(paths, pieces, strict=True):
            path.write_bytes(piece)
    except OSError as error:
        raise SimulationError(f"cannot write {name}s: {error}") from error
    return [str(path) for path in paths]


def _network(rig: Rig) -> Network:
    if rig.network is None:
        raise SimulationError("this rig has no network: it stands between no kiosk and no office")
    return rig.network


def _turn_network(rig: Rig, how: str, delay_ms: float = 0.0) -> Any:
    if how == "cut":
        return _network(rig).cut()
    if (how == Mode.SLOW) != (delay_ms > 0):
        raise SimulationError("only a slow network has a delay, in milliseconds, and it must have one")
    _network(rig).turn(Mode(how), delay_ms)
    return None


def _network_word(text: str) -> str:
    if text not in (*Mode, "cut"):
        raise ValueError(f"no such network: {text}; there are {', '.join((*Mode, 'cut'))}")
    return text


def _turn_time(rig: Rig, how: str, seconds: float | None = None) -> str:
    match how, seconds:
        case "advance", float():
            rig.clock.advance(seconds)
        case "freeze", None:
            rig.clock.freeze()
        case "thaw", None:
            rig.clock.thaw()
        case _:
            raise SimulationError("time can be advanced by so many seconds, or frozen, or thawed")
    return rig.clock.now().isoformat()


def _with_finger(rig: Rig, act: Callable[[Finger], Any]) -> Any:
    if rig.finger is None:
        raise SimulationError("no kiosk is here whose screen could be touched")
    with closing(rig.finger()) as finger:
        return act(finger)


def _see(rig: Rig) -> dict[str, Any]:
    try:
        rig.seen = _with_finger(rig, lambda finger: {"screen": finger.screen(), "names": list(finger.names())})
    except SimulationError:
        rig.seen = dict(NO_SCREEN)
        raise
    return rig.seen


def _panel(rig: Rig) -> str:
    if rig.panel is None:
        raise SimulationError("this rig has no panel")
    return rig.panel()


def _do(group: str, name: str, title: str, act: Callable[..., Any], *words: Word) -> Command:
    return Command(group, name, title, act, words)


def _ask(group: str, name: str, title: str, act: Callable[..., Any], *words: Word) -> Command:
    return Command(group, name, title, act, words, asks=True)


def _verb(device: str, name: str, title: str, verb: str = "") -> Command:
    """A verb of one device that needs no words. `verb`: its own name for it, if that is another."""
    return _do(device, name, title, lambda rig: getattr(rig.fitted(device).hands, verb or name.replace("-", "_"))())


FOLDER = Word("folder", Path)
AFTER = Word("after", rig_words.count, optional=True)
TIMES = Word("times", rig_words.count, optional=True)
POSE = Word("pose", rig_words.pose, lambda _rig: [f"{name}=" for name in LIMITS], optional=True, many=True)
USE = Word("command", choices=lambda _rig: sorted({name for uses in USES.values() for name in uses}))
HOW = Word("how", choices=lambda _rig: ("photo", "secret"), optional=True, many=True)

_TABLE = (
    _ask(CARD, "cards", "What is in the wallet", lambda rig: {key: card.title for key, card in rig.wallet.items()}),
    _do(CARD, "insert-card", "Put a card of the wallet in", _insert_card, Word("key", choices=lambda rig: rig.wallet)),
    _do(CARD, "pull-card", "Pull the card out", _pull_card),
    _ask(CAMERA, "papers", "What is in the gallery", lambda rig: list(rig.gallery)),
    _do(
        CAMERA,
        "lay-paper",
        "Lay a paper of the gallery, or a picture file, on the mat",
        _lay_paper,
        Word("name", choices=lambda rig: rig.gallery),
        POSE,
    ),
    _do(CAMERA, "take-paper", "Take the paper off the mat", _take_paper),
    _verb(CAMERA, "cover-lens", "Cover the camera"),
    _verb(CAMERA, "uncover-lens", "Uncover the camera"),
    _verb(CAMERA, "smear-lens", "Smear the camera's glass"),
    _verb(CAMERA, "wipe-lens", "Wipe the camera's glass"),
    _verb(CAMERA, "stall", "Let the camera hang"),
    _verb(CAMERA, "resume", "Let the camera go on"),
    _do(
        RECEIPT,
        "load-paper",
        "Load a roll of paper",
        lambda rig, mm: rig.receipt_printer.load_paper(mm),
        Word("mm", rig_words.length),
    ),
    _verb(RECEIPT, "open-cover", "Open the receipt printer's cover"),
    _verb(RECEIPT, "close-cover", "Close the receipt printer's cover"),
    _verb(RECEIPT, "jam", "Jam the receipt paper"),
    _verb(RECEIPT, "clear-jam", "Free the jammed receipt paper"),
    _verb(RECEIPT, "overheat", "Let the print head get too hot"),
    _verb(RECEIPT, "cool-down", "Let the print head cool down"),
    _verb(RECEIPT, "tear-receipt", "Tear the receipt off"),
    _ask(
        RECEIPT,
        "receipts",
        "Write what was printed as pictures",
        lambda rig, folder: _printed(folder, "receipt", "png", rig.receipt_printer.receipts),
        FOLDER,
    ),
    _do(
        DOCUMENT,
        "load-sheets",
        "Put sheets of A4 into the tray",
        lambda rig, count: rig.document_printer.load_sheets(count),
        Word("count", rig_words.count),
    ),
    _verb(DOCUMENT, "take-sheets", "Take all sheets out of the tray"),
    _verb(DOCUMENT, "open-door", "Open the document printer's door"),
    _verb(DOCUMENT, "close-door", "Close the document printer's door"),
    _verb(DOCUMENT, "jam-sheets", "Jam a sheet in the document printer", "jam"),
    _verb(DOCUMENT, "clear-jam-sheets", "Free the jammed sheet", "clear_jam"),
    _verb(DOCUMENT, "drain-toner", "Use the toner up"),
    _verb(DOCUMENT, "replace-toner", "Put new toner in"),
    _ask(
        DOCUMENT,
        "documents",
        "Write what was printed as PDF",
        lambda rig, folder: _printed(folder, "document", "pdf", rig.document_printer.documents),
        FOLDER,
    ),
    _do(CODE, "show-code", "Hold a code under the code reader", _show_code, Word("text", private=True)),
    _do("plugs", "unplug", "Unplug a device", lambda rig, device: rig.unplug(device), DEVICE),
    _do("plugs", "plug", "Plug a device in", lambda rig, device: rig.plug(device), DEVICE),
    _do(
        "faults",
        "arm-fault",
        "Spoil commands of a device: after so many good ones, so many times",
        _arm,
        DEVICE,
        OPERATION,
        Word("what", rig_words.what, _spoils),
        AFTER,
        TIMES,
    ),
    _do("faults", "clear-faults", "Disarm all faults", _clear_faults),
    _ask("faults", "possible", "What can be spoilt here, on each device", _possible),
    _ask("faults", "faults", "Which faults nothing has hit yet, and how many were", _faults),
    _do(
        "faults",
        "hold",
        "Keep the next command of a device in flight",
        lambda rig, device, operation: rig.holder(device).hold(operation),
        DEVICE,
        OPERATION,
    ),
    _ask(
        "faults",
        "wait-held",
        "Wait until a held command is in flight",
        lambda rig, device, operation: rig.holder(device).wait_held(operation),
        DEVICE,
        OPERATION,
    ),
    _do(
        "faults",
        "let-go",
        "Let a held command go on",
        lambda rig, device, operation: rig.holder(device).let_go(operation),
        DEVICE,
        OPERATION,
    ),
    _do("faults", "storm", "Meet so many faults drawn by lot, and mend each", storm, Word("count", rig_words.count)),
    _do(
        "network",
        "network",
        "What lies between kiosk and office",
        _turn_network,
        Word("how", _network_word, lambda _rig: (*Mode, "cut")),
        Word("ms", float, optional=True),
    ),
    _do(
        "time",
        "time",
        "Advance, freeze or thaw the time of the house",
        _turn_time,
        Word("how", choices=lambda _rig: ("advance", "freeze", "thaw")),
        Word("seconds", rig_words.seconds, optional=True),
    ),
    _do(
        "stand_in",
        "use",
        "Use a device as a kiosk would, while none holds it",
        lambda rig, device, command, *words: rig.stand_in.use(device, command, *words),
        DEVICE,
        USE,
        HOW,
    ),
    _do("stand_in", "cancel", "Cancel what the stand-in does", lambda rig: rig.stand_in.cancel()),
    _ask("stand_in", "last", "How the stand-in's last command ended", lambda rig: rig.stand_in.wait(WAITS)),
    _do(
        "kiosk",
        "tap",
        "Touch what has this name on the kiosk's screen",
        lambda rig, name: _with_finger(rig, lambda finger: finger.tap(name)),
        Word("name"),
    ),
    _do(
        "kiosk",
        "type",
        "Type on the kiosk's screen",
        lambda rig, text: _with_finger(rig, lambda finger: finger.type(text)),
        Word("text", private=True),
    ),
    _do("kiosk", "sign", "Sign on the kiosk's screen", lambda rig: _with_finger(rig, lambda finger: finger.sign())),
    _ask("kiosk", "see", "What can be touched on the kiosk's screen", _see),
    _ask("scenarios", "scenarios", "What can be played", lambda rig: rig.stage.scenarios()),
    _do(
        "scenarios",
        "play",
        "Play a scenario",
        lambda rig, name: rig.stage.play(name),
        Word("scenario", choices=lambda rig: rig.stage.scenarios()),
    ),
    _do(
        "scenarios",
        "step",
        "Play one step: the next one, or the first one of a scenario",
        lambda rig, name="": rig.stage.step(name),
        Word("scenario", choices=lambda rig: rig.stage.scenarios(), optional=True),
    ),
    _do("scenarios", "stop", "Stop the scenario that is played", lambda rig: rig.stage.stop()),
    _ask(
        "scenarios",
        "record",
        "Start to remember what hands do; stop, and save it as a scenario",
        lambda rig, how, name: rig.stage.record(how, name),
        Word("how", choices=lambda _rig: ("start", "stop")),
        Word("name"),
    ),
    _ask("rig", "status", "How the devices are, and where the kiosk finds them", _status),
    _ask("rig", "view", "Everything that can be seen", lambda rig: rig.view()),
    _ask("rig", "trace", "What happened last", lambda rig: rig.trace.entries()),
    _ask("rig", "panel", "A new address of the control panel, good for one browser", _panel),
)

RIG_COMMANDS: Mapping[str, Command] = MappingProxyType({command.name: command for command in _TABLE})
