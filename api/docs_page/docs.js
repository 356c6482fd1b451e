// Draws the calls of /openapi.json and sends them; asks nothing of any other server, writes no HTML from data.
"use strict";

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

// Words between backticks become code; everything else stays text.
const prose = (text) => text.split("`").map((part, n) => (n % 2 ? make("code", {}, part) : part));

const resolve = (document_, schema) => {
  if (schema && schema.$ref) return schema.$ref.split("/").slice(1).reduce((at, part) => at[part], document_);
  return schema || {};
};

const sample = (document_, schema, depth = 0) => {
  const shape = resolve(document_, schema);
  if (shape.example !== undefined) return shape.example;
  if (shape.examples && shape.examples.length) return shape.examples[0];
  if (shape.default !== undefined) return shape.default;
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  const choice = shape.anyOf || shape.oneOf || shape.allOf;
  if (choice) return choice.some((one) => one.type === "null") ? undefined : sample(document_, choice[0], depth + 1);
  if (shape.type === "object" && depth < 4) {
    const entries = Object.entries(shape.properties || {});
    return Object.fromEntries(entries.map(([k, v]) => [k, sample(document_, v, depth + 1)]).filter(([, v]) => v !== undefined && v !== null));
  }
  return { array: [], integer: 1, number: 1, boolean: true, string: "" }[shape.type];
};

const field = (name, note, control) => make("label", {}, `${name} `, make("span", { class: "quiet" }, note), control);

const show = (output, response, text) => {
  let body = text;
  try { body = JSON.stringify(JSON.parse(text), null, 2); } catch { /* it is not JSON; it is shown as it came */ }
  const status = make("strong", { class: response.ok ? "good" : "bad" }, `${response.status} ${response.statusText}`);
  output.replaceChildren(status, make("pre", {}, body || "(no body)"));
};

const follow = async (output, response) => {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    show(output, response, text);
  }
};

const send = async (method, path, inputs, body, output, button) => {
  let url = path;
  const query = new URLSearchParams();
  const headers = {};
  for (const [parameter, input] of inputs) {
    if (!input.value) continue;
    if (parameter.in === "path") url = url.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    if (parameter.in === "query") query.set(parameter.name, input.value);
    if (parameter.in === "header") headers[parameter.name] = input.value;
  }
  const key = document.getElementById("key").value.trim();
  if (key) headers["X-API-Key"] = key;
  if (body && body.value.trim()) headers["Content-Type"] = "application/json";
  button.disabled = true;
  try {
    const full = query.size ? `${url}?${query}` : url;
    const response = await fetch(full, { method, headers, body: body && body.value.trim() ? body.value : undefined });
    const streams = (response.headers.get("content-type") || "").startsWith("text/event-stream");
    if (streams) await follow(output, response);
    else show(output, response, await response.text());
  } catch (fault) {
    output.replaceChildren(make("strong", { class: "bad" }, `No answer (${fault.message}); is the app still running?`));
  } finally {
    button.disabled = false;
  }
};

const operation = (document_, path, method, told) => {
  const inputs = (told.parameters || []).map((parameter) => {
    const input = make("input", { type: "text", spellcheck: "false" });
    return [parameter, input, field(parameter.name, `${parameter.in}${parameter.required ? ", needed" : ""}. ${parameter.description || ""}`, input)];
  });
  const content = told.requestBody && told.requestBody.content["application/json"];
  const body = content ? make("textarea", { spellcheck: "false", "aria-label": "Body" }) : null;
  if (body) body.value = JSON.stringify(sample(document_, content.schema) || {}, null, 2);
  const output = make("div", { "aria-live": "polite" });
  const button = make("button", { type: "button" }, "Send");
  button.addEventListener("click", () => send(method.toUpperCase(), path, inputs, body, output, button));
  const answers = Object.entries(told.responses || {}).map(([status, answer]) => make("li", {}, make("code", {}, status), " ", ...prose(answer.description || "")));
  const title = make("summary", {}, make("span", { class: `verb ${method}` }, method.toUpperCase()), make("span", { class: "path" }, path), make("span", { class: "quiet" }, ...prose((told.description || told.summary || "").split("\n")[0])));
  return make("details", { id: told.operationId }, title, make("p", {}, ...prose(told.description || "")), ...inputs.map((one) => one[2]), ...(body ? [field("Body", "JSON", body)] : []), button, output, make("details", {}, make("summary", {}, "Answers"), make("ul", {}, ...answers)));
};

const draw = async () => {
  const calls = document.getElementById("operations");
  const document_ = await (await fetch("/openapi.json")).json();
  document.getElementById("title").textContent = `${document_.info.title}: REST API ${document_.info.version}`;
  document.getElementById("about").replaceChildren(...prose(document_.info.description || ""));
  const groups = new Map();
  for (const [path, methods] of Object.entries(document_.paths)) {
    for (const [method, told] of Object.entries(methods)) {
      const tag = (told.tags || ["more"])[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operation(document_, path, method, told));
    }
  }
  calls.replaceChildren(...[...groups].flatMap(([tag, drawn]) => [make("h2", {}, tag), ...drawn]));
  const shapes = Object.entries(document_.components.schemas).map(([name, schema]) => make("details", {}, make("summary", {}, name), make("pre", {}, JSON.stringify(schema, null, 2))));
  document.getElementById("shapes").replaceChildren(...shapes);
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
};

draw().catch((fault) => {
  document.getElementById("operations").replaceChildren(make("p", { class: "bad" }, `The calls could not be loaded (${fault.message}); open /openapi.json.`));
});
