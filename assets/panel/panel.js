// The page of the control panel: draws what the rig says of itself, sends commands, and keeps nothing but the
// language, the filter and whether the trace stands still. The command table of the rig says which commands there are.

const KEPT = 200; // entries of the trace
const SHOWN = 10; // receipts

// Where the groups of the table stand; a group that is not named here comes under "more".
const PLACES = {
  card_reader: "card", camera: "camera", receipt_printer: "receipt", document_printer: "document", code_reader: "code",
  network: "network", time: "time", faults: "faults", scenarios: "scenarios", kiosk: "finger", stand_in: "stand-in",
};
// What is done and undone stands side by side.
const PAIRS = {
  "cover-lens": "uncover-lens", "smear-lens": "wipe-lens", stall: "resume", "open-cover": "close-cover", jam: "clear-jam",
  overheat: "cool-down", "open-door": "close-door", "jam-sheets": "clear-jam-sheets", "drain-toner": "replace-toner",
};
// Commands with their words, for one touch.
const QUICK = {
  time: [["time advance 10", "time advance 60", "time advance 3600"], ["time freeze", "time thaw"]],
  network: [["network up", "network down"]],
};
// These have controls of their own: lists, switches, a slider. What only asks has none.
const DRAWN = ["insert-card", "lay-paper", "load-paper", "plug", "unplug", "arm-fault", "play", "step", "record"];

// Words whose choices hang on the device that is chosen beside them, and where the stock says which.
const OF_DEVICE = { operation: "operations", command: "uses" };
const KEYS = /^(key|candidate)-/; // of the kiosk's keyboard: there is a field to type in
const LOOKS_EVERY = 700; // ms, at the kiosk's screen

// What cannot be done while the view says so: [where it says so, what it says then]. What the view does not know, hands may try.
const CANNOT = {
  "pull-card": ["card_reader.media", ["absent"]],
  "take-paper": ["camera.lies", [null]],
  "cover-lens": ["camera.covered", [true]],
  "uncover-lens": ["camera.covered", [false]],
  "smear-lens": ["camera.smeared", [true]],
  "wipe-lens": ["camera.smeared", [false]],
  stall: ["camera.stalled", [true]],
  resume: ["camera.stalled", [false]],
  "tear-receipt": ["receipt_printer.slot", ["empty"]],
  "open-cover": ["receipt_printer.cover", ["open"]],
  "close-cover": ["receipt_printer.cover", ["closed"]],
  jam: ["receipt_printer.cutter", ["jammed"]],
  "clear-jam": ["receipt_printer.cutter", ["ok"]],
  "jam-sheets": ["document_printer.sheets", ["jammed"]],
  "clear-jam-sheets": ["document_printer.sheets", ["ok", "low", "out"]],
  overheat: ["receipt_printer.head", ["hot"]],
  "cool-down": ["receipt_printer.head", ["ok"]],
  "open-door": ["document_printer.door", ["open"]],
  "close-door": ["document_printer.door", ["closed"]],
  "drain-toner": ["document_printer.toner", ["out"]],
  "replace-toner": ["document_printer.toner", ["ok"]],
  "time freeze": ["time.frozen", [true]],
  "time thaw": ["time.frozen", [false]],
  "network up": ["network.mode", ["up"]],
  "network down": ["network.mode", ["down"]],
  stop: ["scenario.playing.over", [true, undefined]],
};

const $ = (id) => document.getElementById(id);
let words = {};
let language = localStorage.getItem("language") || (navigator.language.startsWith("zh") ? "zh" : "en");
let commands = new Map();
let stock = {}; // cards and papers by name with their titles, and what can go wrong with which device
let view = null;
let trace = [];
let epoch = "";
let still = false;

// --- words

const say = (key, otherwise = key) => words[language]?.[key] ?? otherwise;
const named = (title) => title?.[language] ?? title ?? "";
const fill = (key, values) => say(key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
const titleOf = (order) => say(`do.${order}`, commands.get(order)?.title ?? order);

function speak(to) {
  language = to;
  localStorage.setItem("language", to);
  document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
  document.title = say("title");
  for (const one of document.querySelectorAll("[data-w]")) one.textContent = say(one.dataset.w);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", say(one.dataset.label));
  for (const one of document.querySelectorAll("[data-alt]")) one.alt = say(one.dataset.alt);
  for (const one of document.querySelectorAll("[data-language]")) one.setAttribute("aria-current", one.dataset.language === to);
}

// --- elements

function make(tag, properties = {}, ...children) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-")) one.setAttribute(name, value);
    else one[name] = value;
  }
  one.append(...children);
  return one;
}

/** Make the children of `parent` be one per item, in order; those that are there already stay, with their focus. */
function keyed(parent, items, key, create, update = () => {}) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, place) => {
    const child = old.get(String(key(item))) ?? Object.assign(create(item), {});
    child.dataset.key = key(item);
    old.delete(child.dataset.key);
    update(child, item);
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
  for (const child of old.values()) child.remove();
}

/** One stop of the tab key for a whole list: the arrows go on from there. */
function roving(list) {
  const stops = () => [...list.querySelectorAll("button")];
  const settle = () => {
    const at = stops().find((one) => one.tabIndex === 0) ?? stops()[0];
    for (const one of stops()) one.tabIndex = one === at ? 0 : -1;
  };
  new MutationObserver(settle).observe(list, { childList: true });
  list.addEventListener("focusin", ({ target }) => {
    for (const one of stops()) one.tabIndex = one === target ? 0 : -1;
  });
  list.addEventListener("keydown", (event) => {
    const all = stops();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, to))].focus();
  });
}

function outcome(kind, text) {
  $("outcome").className = kind;
  $("outcome").textContent = text;
}

// --- the rig

const order = ([command, ...rest]) => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ command, words: rest.map(String) }),
});

async function ask(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(answer.status === 401 ? say("locked_out") : body.error);
  return body;
}

/** Do one command after the other; what comes of it is said in the footer. Answers what the last one answered. */
async function run(...steps) {
  try {
    let last;
    for (const [command, ...rest] of steps) {
      last = await ask("/api/run", order([command, ...rest]));
      const { words: asked, group } = commands.get(command);
      if (group === "camera") look();
      outcome("good", [titleOf(command), ...rest.map((word, at) => (asked[at]?.private ? "…" : word))].join(" · "));
    }
    return last.answer;
  } catch (error) {
    outcome("bad", error.message);
    return undefined;
  }
}

let looks = 0;
const look = () => { $("seen").src = `/api/camera.jpg?${++looks}`; };

async function drop(file) {
  if (!file) return;
  try {
    await ask("/api/papers", { method: "POST", body: file });
    look();
    outcome("good", fill("laid", { name: file.name }));
  } catch (error) {
    outcome("bad", error.message);
  }
}

// --- what cannot be done now, and why

/** Words that say why not; "" when it can be done, or when the view does not know. */
function whyNot(command) {
  const [path, values] = CANNOT[command] ?? ["", []];
  const now = path.split(".").reduce((at, name) => at?.[name], view);
  return values.includes(now) ? say(`cannot.${command}`) : "";
}

function settle(button, why) {
  button.setAttribute("aria-disabled", why !== "");
  button.title = why;
}

/** A disabled button can still be reached, and says why it is. */
function pressed(button, act) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") outcome("bad", button.title);
    else act();
  });
  return button;
}

// --- forms, made from the table

/** `order`: a command, perhaps with words; else a form asks for them. */
function control(order) {
  const [name, ...given] = order.split(" ");
  const asked = commands.get(name).words;
  const button = make("button", { textContent: titleOf(order), "data-command": order });
  if (given.length || !asked.length) return pressed(button, () => run([name, ...given]));
  const fields = asked.map(field);
  const device = asked.findIndex(({ name: word }) => word === "device");
  const choose = () => asked.forEach(({ name: word }, at) => {
    if (OF_DEVICE[word]) fields[at].lastChild.replaceChildren(...stock[OF_DEVICE[word]][fields[device].lastChild.value].map(option));
  });
  if (device >= 0) {
    choose();
    fields[device].lastChild.addEventListener("change", choose);
  }
  const form = make("form", { autocomplete: "off" }, ...fields, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = fields.map((label) => label.lastChild.value.trim());
    run([name, ...typed.flatMap((text, at) => (text === "" ? [] : asked[at].many ? text.split(/\s+/) : [text]))]);
  });
  return form;
}

function field(word) {
  const input = word.choices
    ? make("select", {}, ...(word.optional ? [""] : []).concat(word.choices).map(option))
    : make("input", { required: !word.optional, "data-word": word.name });
  return make("label", {}, make("span", {}, say(`word.${word.name}`, word.name) + (word.optional ? ` (${say("optional")})` : "")), input);
}

const option = (value) => make("option", { value }, nameOf(value));
const nameOf = (value) => (value === "" ? "—" : say(`device.${value}`, say(`choice.${value}`, value)));

/** Put the table's commands where they belong. */
function place() {
  const undone = Object.values(PAIRS);
  for (const box of document.querySelectorAll(".commands")) box.replaceChildren();
  const beside = (orders) => make("div", { className: "pair" }, ...orders.map(control));
  for (const [group, rows] of Object.entries(QUICK)) $(PLACES[group]).querySelector(".commands").append(...rows.map(beside));
  for (const { name, group, asks } of commands.values()) {
    if (DRAWN.includes(name) || undone.includes(name) || asks) continue;
    const undo = PAIRS[name];
    const one = commands.has(undo) ? beside([name, undo]) : control(name);
    $(PLACES[group] ?? "more").querySelector(".commands").append(one);
  }
  $("more").hidden = !$("more").querySelector("button");
}

// --- what the rig shows

const LAMPS = { online: "good", busy: "good", starting: "warn", offline: "warn", user_error: "warn" };

function drawDevices() {
  keyed($("devices").querySelector("tbody"), Object.keys(stock.faults), (name) => name, (name) => {
    const plugs = ["unplug", "plug"].map((act) =>
      pressed(make("button", { "aria-label": `${say(act)}: ${say(`device.${name}`, name)}` }, say(act)), () => run([act, name])));
    return make("tr", {}, make("td", {}, say(`device.${name}`, name)), make("td", { "aria-live": "polite" }, make("span"), make("small")),
      make("td", {}, make("div", { className: "pair" }, ...plugs)));
  }, (row, name) => {
    const { state, error } = view[name];
    const [lamp, why] = row.children[1].children;
    const known = view.ground === "wire" && state === "online" ? "plugged_in" : `state.${state ?? "unknown"}`; // hands know no more
    set(lamp, say(known, state));
    lamp.className = `lamp ${state ? LAMPS[state] ?? "bad" : ""}`;
    set(why, error ? `${say(`error.${error}`, error)} · ${error}` : "");
    const [unplug, plug] = row.querySelectorAll("button");
    settle(unplug, state === "disconnected" ? say("cannot.unplug") : "");
    settle(plug, state && state !== "disconnected" ? say("cannot.plug") : "");
  });
}

function drawCard() {
  const { card } = view.card_reader;
  $("slot").textContent = card ? named(stock.cards[card]) : say("no_card");
  $("slot").parentElement.classList.toggle("in", card !== null);
  keyed($("wallet"), Object.keys(stock.cards), (key) => key, (key) => {
    const button = make("button", {}, make("span", {}, named(stock.cards[key])), make("span", { className: "act" }));
    return pressed(button, () => {
      const there = view.card_reader.card;
      run(...(there ? [["pull-card"]] : []), ...(there === key ? [] : [["insert-card", key]]));
    });
  }, (button, key) => {
    set(button.lastChild, say(card === key ? "pull" : card ? "swap" : "insert"));
    button.setAttribute("aria-pressed", card === key);
  });
}

function drawCamera() {
  const { lies } = view.camera;
  keyed($("gallery"), Object.keys(stock.papers), (name) => name, (name) => {
    const picture = make("img", { src: `/api/papers/${encodeURIComponent(name)}.jpg`, alt: "", loading: "lazy" });
    return pressed(make("button", {}, picture, make("span", {}, named(stock.papers[name]))), () => run(["lay-paper", name]));
  }, (button, name) => button.setAttribute("aria-pressed", lies === name));
}

function drawPrinters() {
  const left = Math.round(view.receipt_printer?.paper_mm ?? 0);
  for (const one of [$("paper"), $("paper-mm")]) if (one !== document.activeElement) one.value = one.type === "range" ? Math.log10(Math.max(10, left)) : left;
  $("paper").setAttribute("aria-valuetext", `${left} mm`);
  const newest = (count, shown) => Array.from({ length: Math.min(count, shown) }, (_, back) => count - back);
  keyed($("receipts"), newest(view.receipts, SHOWN), (number) => number, receipt);
  keyed($("documents"), newest(view.documents, SHOWN), (number) => number, (number) =>
    make("li", {}, make("a", { href: `/api/documents/${number}.pdf`, target: "_blank" }, fill("document_number", { number }))));
}

function receipt(number) {
  const codes = make("div");
  ask(`/api/receipts/${number}.json`).then((answer) => {
    codes.append(...(answer.codes.length ? answer.codes.map((text) => make("code", {}, text)) : [make("span", { className: "quiet" }, say("no_code"))]));
  }, (error) => codes.append(error.message));
  const name = fill("receipt_number", { number });
  const link = make("a", { href: `/api/receipts/${number}.png`, target: "_blank", className: "strip" }, make("img", { src: `/api/receipts/${number}.png`, alt: name }));
  return make("figure", { className: "fresh" }, link, make("figcaption", {}, name, codes));
}

function drawFaults() {
  const device = $("fault-device").value;
  const patterns = stock.faults[device] ?? [];
  keyed($("fault-device"), Object.keys(stock.faults), (name) => name, (value) => make("option", { value }, say(`device.${value}`, value)));
  keyed($("fault-what"), patterns, (pattern) => pattern, (value) => make("option", { value }, nameOfFault(value)));
  const numbered = view.faults.map((fault, at) => ({ ...fault, at }));
  keyed($("armed").querySelector("tbody"), numbered, ({ at, device, on, what }) => [at, device, on, what].join(), () =>
    make("tr", {}, make("td"), make("td"), make("td", { className: "text" })), (row, { device, on, what, after, times }) => {
    const cells = [say(`device.${device}`, device), nameOfFault(`${on} ${what}`), fill(after ? "armed_after" : "armed", { after, times })];
    cells.forEach((text, at) => set(row.children[at], text));
  });
}

/** "print error:paper_out" in words. */
function nameOfFault(pattern) {
  const [on, what = ""] = pattern.split(" ");
  const [kind, value] = what.split(":");
  const happens = kind === "error" ? say(`error.${value}`, value) : fill(`fault.${kind}`, { value: value ?? "…" });
  return `${say(`op.${on}`, on)}: ${happens}`;
}

function drawTime() {
  const { now, frozen } = view.time;
  $("clock").textContent = now.replace("T", " ").slice(0, 19) + (frozen ? ` · ${say("frozen")}` : "");
}

function drawScenarios() {
  const { playing, recording } = view.scenario;
  const busy = playing !== null && !playing.over;
  const never = ({ needs, grounds = [], wrong }) => wrong ?? (!grounds.includes(view.ground) ? say("not_here")
    : needs === "kiosk" && !view.kiosk ? say("no_kiosk") : needs === "nobody" && view.kiosk ? say("kiosk_holds") : "");
  const names = Object.keys(stock.scenarios).sort((one, other) => Boolean(never(stock.scenarios[one])) - Boolean(never(stock.scenarios[other])));
  keyed($("plays"), names, (name) => name, (name) => {
    const play = pressed(make("button"), () => run(["play", name]));
    const step = pressed(make("button"), () => run(busyWith(name) ? ["step"] : ["step", name]));
    return make("div", { className: "play" }, make("span", { title: name }, named(stock.scenarios[name].title ?? name)), play, step);
  }, (row, name) => {
    const [title, play, step] = row.children;
    row.classList.toggle("in", playing?.name === name);
    for (const [button, act, why] of [[play, "play", busy ? say("is_playing") : ""], [step, "step", busy && !busyWith(name) ? say("is_playing") : ""]]) {
      set(button, say(act));
      button.setAttribute("aria-label", `${say(act)}: ${title.textContent}`);
      settle(button, never(stock.scenarios[name]) || why);
    }
  });
  const done = playing?.verdicts ?? [];
  const end = !playing?.over ? "" : say(playing.passed ? "passed" : playing.stopped ? "stopped" : "failed");
  set($("verdict"), playing ? `${named(stock.scenarios[playing.name]?.title ?? playing.name)} · ${fill("playing", { done: playing.step, steps: playing.of })}${end && ` · ${end}`}` : "");
  $("verdict").className = playing?.over ? (playing.passed ? "good" : "bad") : "";
  $("done").hidden = !playing;
  Object.assign($("done"), { max: playing?.of ?? 1, value: playing?.step ?? 0 });
  keyed($("verdicts"), done, ({ step }) => `${playing.name} ${step}`, ({ text, passed, why_not }) =>
    make("li", { className: passed ? "good" : "bad" }, text, ...(why_not ? [make("small", {}, why_not)] : [])));
  set($("record").lastElementChild, say(recording ? "record_stop" : "record_start"));
  if (recording) $("record-name").value = recording;
}

const busyWith = (name) => view.scenario.playing?.name === name && !view.scenario.playing.over;

function drawRest() {
  const { last, kiosk, network } = view;
  set($("last"), last ? `${say(`device.${last.device}`)} · ${last.command} · ${say(`error.${last.code}`, last.code)}` : "");
  set($("sheets"), fill("sheets", { count: view.document_printer?.sheets_left ?? "?" }));
  set($("screen"), kiosk ? kiosk.screen ?? say("no_screen") : "");
  keyed($("touchables"), (kiosk?.names ?? []).filter((name) => !KEYS.test(name)), (name) => name, (name) =>
    pressed(make("button", {}, name), () => run(["tap", name])));
  set($("mode"), network ? say(`choice.${network.mode}`, network.mode) + (network.delay_ms ? ` · ${network.delay_ms} ms` : "") : "");
  set($("cases"), view.office ? fill("cases", { count: view.office.cases }) : "");
  $("network").hidden = network === null;
  $("finger").hidden = kiosk === null;
  $("stand-in").hidden = kiosk !== null; // the kiosk holds all devices
}

function drawTrace() {
  if (still) return;
  const wanted = $("filter").value.toLowerCase();
  const rows = trace.map((entry) => [entry.number, entry.at.slice(11, 23), say(`kind.${entry.kind}`, entry.kind), say(`device.${entry.device}`, entry.device), entry.text]);
  const seen = rows.filter((row) => row.join(" ").toLowerCase().includes(wanted)).reverse();
  keyed($("trace").querySelector("tbody"), seen, ([number]) => number, (row) =>
    make("tr", {}, ...row.map((text, at) => make("td", { className: at === 4 ? "text" : at < 2 ? "quiet" : "" }, text))));
}

/** Only what differs is touched, so that nobody is told anew what stands there already. */
function set(one, text) {
  if (one.textContent !== text) one.textContent = text;
}

function draw() {
  if (!view || !commands.size) return;
  for (const step of [drawDevices, drawCard, drawCamera, drawPrinters, drawFaults, drawTime, drawScenarios, drawRest]) step();
  for (const button of document.querySelectorAll("button[data-command]")) settle(button, whyNot(button.dataset.command));
}

/** After a change of language: everything that was made is made anew. */
function redraw() {
  for (const one of document.querySelectorAll("main tbody, #wallet, #gallery, #receipts, #documents, #plays, #arm select")) one.replaceChildren();
  place();
  draw();
  drawTrace();
}

// --- what comes in

function listen() {
  const source = new EventSource("/api/events");
  const line = (lamp, text) => {
    $("line").className = `lamp ${lamp}`;
    $("line").dataset.w = text;
    set($("line"), say(text));
  };
  source.onopen = () => line("good", "live");
  source.onerror = () => line("bad", source.readyState === EventSource.CLOSED ? "locked_out" : "away");
  source.addEventListener("view", async ({ data }) => {
    const [recorded, camera] = [view?.scenario.recording, JSON.stringify(view?.camera)];
    view = JSON.parse(data);
    if (JSON.stringify(view.camera) !== camera) look();
    if (recorded && !view.scenario.recording) stock = await ask("/api/stock");
    draw();
  });
  let waiting = false;
  source.addEventListener("trace", ({ data, lastEventId }) => {
    const [from] = lastEventId.split("-");
    trace = [...(from === epoch ? trace : []), JSON.parse(data)].slice(-KEPT);
    epoch = from;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      drawTrace();
    });
  });
}

/** While somebody looks at this page, it looks at the kiosk's screen; between two visits there is none. */
async function lookOn() {
  if (view?.kiosk && document.visibilityState === "visible") await ask("/api/run", order(["see"])).catch(() => {});
  setTimeout(lookOn, LOOKS_EVERY);
}

function wire() {
  for (const one of document.querySelectorAll("[data-language]")) one.addEventListener("click", () => { speak(one.dataset.language); redraw(); });
  $("paper").addEventListener("change", ({ target }) => run(["load-paper", Math.round(10 ** target.value)]));
  $("paper").addEventListener("input", ({ target }) => { $("paper-mm").value = Math.round(10 ** target.value); });
  $("paper-mm").addEventListener("change", ({ target }) => run(["load-paper", target.value]));
  $("fault-device").addEventListener("change", draw);
  $("arm").addEventListener("submit", (event) => {
    event.preventDefault();
    run(["arm-fault", $("fault-device").value, ...$("fault-what").value.split(" "), $("fault-after").value, $("fault-times").value]);
  });
  $("record").addEventListener("submit", (event) => {
    event.preventDefault();
    run(["record", view.scenario.recording ? "stop" : "start", $("record-name").value]);
  });
  $("file").addEventListener("change", ({ target }) => { drop(target.files[0]); target.value = ""; });
  for (const kind of ["dragover", "dragleave", "drop"]) $("camera").addEventListener(kind, (event) => {
    event.preventDefault();
    $("camera").classList.toggle("over", kind === "dragover");
    if (kind === "drop") drop(event.dataTransfer.files[0]);
  });
  $("filter").addEventListener("input", drawTrace);
  $("pause").addEventListener("click", ({ target }) => {
    still = !still;
    target.setAttribute("aria-pressed", still);
    drawTrace();
  });
  $("copy-report").addEventListener("click", () => report(async (text) => { await navigator.clipboard.writeText(text); return "copied"; }));
  $("save-report").addEventListener("click", () => report(async (text) => {
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    make("a", { href, download: "kiosk-rig-report.json" }).click();
    URL.revokeObjectURL(href);
    return "saved";
  }));
}

async function report(deliver) {
  try {
    outcome("good", say(await deliver(JSON.stringify(await ask("/api/report"), null, 1))));
  } catch (error) {
    outcome("bad", error.message);
  }
}

async function begin() {
  words = await ask("/words.json");
  speak(language);
  commands = new Map((await ask("/api/commands")).map((command) => [command.name, command]));
  stock = await ask("/api/stock");
  [$("wallet"), $("gallery"), $("plays")].forEach(roving);
  wire();
  redraw();
  listen();
  lookOn();
}

begin();
