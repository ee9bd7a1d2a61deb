// Makes random templates with contexts, partials and options from a seed.
// Every production of the language is the focus of some cases, so that each appears in at least 1 % of them.

export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    int: (n) => Math.floor(next() * n),
    chance: (p) => next() < p,
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}

const names = ["a", "b", "c", "items", "list", "person", "name", "first", "zero", "empty", "yes", "no", "nil", "text",
  "html", "map", "nested", "deep", "tree", "kind", "missing", "other", "mythis", "0", "1", "else1", "if", "each", "length",
  "toString", "constructor", "x-y", "with space", "ünï", "index", "key", "toHTML", "valueOf", "a.b", "名前"];
const plainNames = [...names, "__proto__"].filter((name) => /^[a-z_ü名][\wüï前-]*$/.test(name) && !["if", "each", "toHTML", "toString"].includes(name));
/// In compat mode handlebars.js hands out what JavaScript's false values inherit, `{{constructor x=1}}` calls Boolean. It
/// means not to, and a template of ours reaches nothing but its context.
const inherited = ["constructor", "valueOf", "__proto__"];
const texts = ["", " ", "x", "Hello", "a<b>&\"c'`=", "line\n", "\n", "  \n", "\r\n", "\t", "0", "true", "ä ö", "\u00a0",
  "\u2003", "a\\b", "<p class=\"x\">", "🙂", "e\u0301", "\n  ", "  ", "text\n  text", "\u2028"];
const numbers = [0, 1, -1, 2, 42, 1.5, 0.1, -0.5, 1e21, 1e-7, 123456789012, 1e100, 3.0, 100, 9007199254740993,
  0.000001, 1.7976931348623157e308, 5e-324, 12345678901234567890, 1e20, 123.456e5];

export function makeContext(r, depth = 0) {
  const kinds = depth > 2 ? 7 : 11;
  switch (r.int(kinds)) {
    case 0: return r.pick(texts);
    case 1: return r.pick(numbers);
    case 2: return r.chance(0.5);
    case 3: return null;
    case 4: return r.pick(["p0", "p1", "tree", "a", "name", "0", "length"]);
    case 5: return r.chance(0.5) ? 0 : "";
    case 6: return r.chance(0.5) ? [] : {};
    case 7: case 8: return Array.from({ length: r.int(4) }, () => makeContext(r, depth + 1));
    default: return makeObject(r, depth + 1);
  }
}

function makeObject(r, depth) {
  const object = {};
  for (let count = r.int(7); count > 0; count--) set(object, r.pick(names), makeContext(r, depth));
  if (r.chance(0.9)) delete object.toHTML;
  if (r.chance(0.9)) delete object.toString;
  if (r.chance(0.1)) for (const key of ["10", "2", "1", "b"]) set(object, key, makeContext(r, depth + 1));
  return object;
}

/// As JSON.parse does: "__proto__" is a member like any other.
function set(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

function makeTree(r, depth = 0) {
  const tree = { name: r.pick(texts), children: [] };
  if (depth < 3) for (let n = r.int(3); n > 0; n--) tree.children.push(makeTree(r, depth + 1));
  return tree;
}

function makeRoot(r) {
  if (r.chance(0.04)) return makeContext(r);
  const root = makeObject(r, 0);
  set(root, "items", Array.from({ length: r.int(4) }, () => makeContext(r, 1)));
  set(root, "list", Array.from({ length: 1 + r.int(3) }, (_, i) => ({ name: `n${i}`, kind: r.pick(["p0", "p1"]), n: i, a: makeContext(r, 2) })));
  set(root, "person", makeObject(r, 1));
  set(root, "map", makeObject(r, 1));
  set(root, "yes", true);
  set(root, "zero", 0);
  set(root, "text", r.pick(texts));
  set(root, "html", "<b a=\"1\">'x' & `y`</b>");
  set(root, "tree", makeTree(r));
  set(root, "name", r.pick(["p0", "p1", "p1", "<Ann>"]));
  if (r.chance(0.3)) set(root, "nested", { a: { b: { c: r.pick(texts), zero: 0 } } });
  return root;
}

/// Writes one case; `used` gathers the productions that stand in it.
class Writer {
  constructor(r, focus, isCompat) {
    this.r = r;
    this.isCompat = isCompat;
    this.names = isCompat ? plainNames.filter((name) => !inherited.includes(name)) : plainNames;
    this.used = new Set();
    this.focus = focus;
    this.budget = 26;
    this.parameters = [];
    this.inlineNames = [];
  }

  use(label) { this.used.add(label); }

  write(label) {
    this.use(label);
    return productions[label].call(this);
  }

  statements(depth) {
    const parts = [];
    for (let n = 1 + this.r.int(depth > 2 ? 2 : 4); n > 0 && this.budget > 0; n--) parts.push(this.statement(depth + 1));
    return parts.join("");
  }

  statement(depth) {
    this.depth = depth;
    this.budget--;
    const leaf = depth > 4 || this.budget < 4;
    return this.write(this.r.pick(leaf ? leaves : all));
  }

  inside() {
    const depth = this.depth;
    const text = this.r.chance(0.12) ? "" : this.line() + this.statements(depth) + this.line();
    this.depth = depth;
    return text;
  }

  line() { return this.r.chance(0.3) ? this.r.pick(["\n", "\n  ", " \n", "\r\n", " ", "\n\n", "\t"]) : ""; }

  open(mark = "") { return `{{${this.tilde()}${mark}${this.blank()}`; }
  close() { return `${this.blank()}${this.tilde()}}}`; }
  tilde() { if (!this.r.chance(0.08)) return ""; this.use("tilde"); return "~"; }
  blank() { return this.r.chance(0.1) ? this.r.pick([" ", "  ", "\n", "\t", "\u00a0"]) : ""; }

  name() { return this.r.pick(this.parameters.length && this.r.chance(0.4) ? this.parameters : this.names); }

  path() {
    const label = this.r.pick(["name", "name", "name", "this", "dot", "parent", "grandparent", "root", "index", "key",
      "firstLast", "dotted", "slashed", "segment", "segmentIndex", "thisName", "dataParent", "unknownData", "length",
      "scopedName", "rootPath", "inherited", ...(this.r.chance(0.3) ? ["partialBlock"] : [])]);
    this.use(`path ${label}`);
    return paths[label].call(this);
  }

  value(depth = 0) {
    const label = this.r.pick(["path", "path", "path", "path", "double", "single", "number", "boolean", "null", "undefined",
      ...(depth < 2 ? ["call", "lookup"] : [])]);
    this.use(`value ${label}`);
    return values[label].call(this, depth);
  }

  /// Values that lead somewhere, more often than not.
  thing() { return this.r.chance(0.7) ? this.r.pick(["items", "list", "person", "map", "this", "nested", "tree", "text", "yes", "zero", "name"]) : this.value(); }

  options(count = 1 + this.r.int(2)) {
    this.use("options");
    const parts = [];
    for (; count > 0; count--) parts.push(`${this.r.pick(["x=", "y=", "a=", "name = ", "x = ", "[w w]=", "2=", "1="])}${this.value(1)}`);
    return parts.join(" ");
  }

  blockParameters() {
    this.use("block parameters");
    const chosen = [this.r.pick(["v", "item", "name", "a", "index"])];
    if (this.r.chance(0.6)) chosen.push(this.r.pick(["k", "i", "key", "b"]));
    return chosen;
  }

  block(start, name, { parameters = this.r.chance(0.25), alternative = this.r.chance(0.4), mark = "#" } = {}) {
    const given = parameters ? this.blockParameters() : [];
    const before = this.parameters;
    let text = `${this.open(mark)}${start}${given.length ? ` as |${given.join(" ")}|` : ""}${this.close()}`;
    this.parameters = [...before, ...given];
    text += this.inside();
    this.parameters = before;
    if (alternative) text += this.alternative(mark === "#");
    return `${text}${this.open("/")}${name}${this.close()}`;
  }

  alternative(mayChain) {
    let text = "";
    while (mayChain && this.r.chance(0.25)) {
      this.use("else if");
      const given = this.r.chance(0.3) ? this.blockParameters() : [];
      const before = this.parameters;
      text += `{{${this.tilde()}${this.blank()}else ${this.r.pick(["if", "if", "unless", "with", "each", ""])} ${this.thing()}${given.length ? ` as |${given.join(" ")}|` : ""}${this.close()}`;
      this.parameters = [...before, ...given];
      text += this.inside();
      this.parameters = before;
    }
    if (this.r.chance(0.75)) {
      const label = this.r.pick(["else", "else", "caret"]);
      this.use(label);
      text += `{{${this.tilde()}${label === "else" ? `${this.blank()}else${this.blank()}` : "^"}${this.tilde()}}}${this.inside()}`;
    }
    return text;
  }

  partialName() { return this.r.pick(["p0", "p0", "p1", "p1", "tree", "layout", "wrapper", ...this.inlineNames]); }

  alone(tag) {
    if (!this.r.chance(0.6)) return tag;
    this.use("standalone");
    return `\n${this.r.pick(["", "  ", "\t", "    "])}${tag}${this.r.pick(["", " "])}${this.r.pick(["\n", "\r\n", "\n"])}`;
  }
}

const paths = {
  name() { return this.name(); },
  this() { return "this"; },
  dot() { return "."; },
  parent() { return `../${this.r.pick(["", ...this.names])}`.replace(/\/$/, ""); },
  grandparent() { return `../../${this.name()}`; },
  root() { return this.r.chance(0.3) ? "@root" : `@root.${this.name()}`; },
  index() { return "@index"; },
  key() { return "@key"; },
  firstLast() { return this.r.pick(["@first", "@last"]); },
  dotted() { return `${this.name()}.${this.name()}${this.r.chance(0.3) ? `.${this.name()}` : ""}`; },
  slashed() { return `${this.name()}/${this.name()}`; },
  segment() { return this.r.pick(["[with space]", "[a]", "person.[name]", "map.[x-y]", "[this]", "[]", "[a\\]b]", "[..]", "this.[name]"]); },
  segmentIndex() { return this.r.pick(["items.[0]", "list.[0].name", "list.[1]", "items.0.a", "text.[0]", "text.[1]", "list.[00]"]); },
  thisName() { return this.r.pick(["this.", "this/", "./"]) + this.name(); },
  dataParent() { return `@../${this.r.pick(["index", "key", "first", "foo"])}`; },
  unknownData() { return this.r.pick(["@foo", "@index.a", "@key.length", "@last.x", "@first.a"]); },
  rootPath() { return this.r.pick(["@root.list.[0].name", "@root.nested.a.b.c", "@root/person/name", "@root.tree.children.[0].name", "@root.items.length", "@root.[with space]"]); },
  inherited() { return this.r.pick([...(this.isCompat ? [] : ["__proto__", "valueOf", "constructor.name", "[constructor]"]), "person.__proto__", "person.constructor", "list.[0].toString", "person.hasOwnProperty", "text.length.a", "[a.b]", "list.map", "text.trim"]); },
  partialBlock() { return "@partial-block"; },
  length() { return this.r.pick(["items.length", "text.length", "list.length", "person.length"]); },
  scopedName() { return this.r.pick(["mythis", "../this", "./this", "this.this", "././name", "../.././a"]); },
};

const values = {
  path() { return this.path(); },
  double() { return JSON.stringify(this.r.pick(["a", "name", "", "x y", "0", "<&>", "it's", "length"])); },
  single() { return this.r.pick(["'a'", "'it\\'s'", "'\"'", "'name'", "''", "'}}'"]); },
  number() { return this.r.pick(["0", "1", "-1", "1.50", "12345678901234567890", "0.0000001", "-0", "1.0", "2"]); },
  boolean() { return this.r.pick(["true", "false"]); },
  null() { return "null"; },
  undefined() { return "undefined"; },
  call(depth) { return this.r.chance(0.85) ? `(lookup ${this.value(depth + 1)} ${this.value(depth + 1)})` : `(${this.name()}${this.r.chance(0.3) ? ` x=${this.value(2)}` : ""})`; },
  lookup(depth) { return `(lookup ${this.thing()} ${this.r.chance(0.5) ? this.r.pick(["\"name\"", "0", "1", "\"length\"", "\"toString\""]) : this.value(depth + 1)})`; },
};

const productions = {
  "text"() { return this.r.chance(0.03) ? this.r.pick(["{", "}", "}}", "\\", "{ {"]) : this.r.pick(texts); },
  "escaped tag"() { return `\\{{${this.name()}}}${this.r.pick(["", " x ", "\\{{y}}", "\n"])}`; },
  "many backslashes"() { return this.r.pick(["\\\\\\", "\\\\\\\\", "x\\", "\\\\\n\\"]) + this.r.pick([`{{${this.path()}}}`, "{{{a}}}", "{{#if a}}x{{/if}}", "{{! c }}", "{ {"]); },
  "escaped backslash"() { return `\\\\{{${this.path()}}}`; },
  "value"() { return `${this.open()}${this.path()}${this.close()}`; },
  "three braces"() { return `{{${this.tilde()}{${this.blank()}${this.path()}${this.blank()}}${this.tilde()}}}`; },
  "ampersand"() { return `${this.open("&")}${this.path()}${this.close()}`; },
  "literal value"() { return `${this.open()}${this.r.pick(["\"name\"", "'a'", "0", "12", "true", "null", "undefined", "\"with space\"", "1.50"])}${this.close()}`; },
  "comment"() { return this.alone(`{{${this.tilde()}! a comment, {{ too ${this.tilde()}}}`); },
  "long comment"() { return this.alone(`{{${this.tilde()}!-- a }} comment --${this.tilde()}}}`); },
  "each"() { return this.alone(this.block(`each ${this.thing()}`, "each")); },
  "if"() { return this.alone(this.block(`if ${this.thing()}`, "if", { parameters: this.r.chance(0.05) })); },
  "includeZero"() { return this.block(`if ${this.r.pick(["zero", this.value()])} includeZero=${this.r.pick(["true", "1", "false", "yes"])}`, "if", { parameters: false }); },
  "unless"() { return this.block(`unless ${this.thing()}`, "unless", { parameters: false }); },
  "with"() { return this.alone(this.block(`with ${this.thing()}`, "with")); },
  "value block"() { const name = this.name(); return this.alone(this.block(name, name)); },
  "path block"() { const path = this.r.pick(["this", "person.name", "../a", "./list", "nested.a", "@root.list", "items.[0]", "@key", "@first"]); return this.block(path, path); },
  "inverse block"() { const name = this.name(); return this.alone(this.block(name, name, { mark: "^" })); },
  "inverse helper"() { const name = this.r.pick(["if", "each", "with", "unless"]); return this.block(`${name} ${this.thing()}`, name, { mark: "^", parameters: false }); },
  "lookup"() { return `${this.open()}lookup ${this.thing()} ${this.value()}${this.close()}`; },
  "lookup block"() { return this.block(`lookup ${this.thing()} ${this.value()}`, "lookup", { parameters: false }); },
  "log"() { return `${this.open()}log ${this.value()}${this.r.chance(0.3) ? ` level=${this.value(2)}` : ""}${this.close()}`; },
  "subexpression"() { return `${this.open()}lookup (lookup ${this.thing()} ${this.value(1)}) ${this.value(1)}${this.close()}`; },
  "options only"() { return `${this.open()}${this.name()} ${this.options()}${this.close()}`; },
  "options only block"() { const name = this.name(); return this.block(`${name} ${this.options()}`, name, { parameters: false }); },
  "partial"() { return this.alone(`${this.open(">")}${this.partialName()}${this.close()}`); },
  "partial with context"() { return this.alone(`${this.open(">")}${this.partialName()} ${this.thing()}${this.close()}`); },
  "partial with options"() { return this.alone(`${this.open(">")}${this.partialName()} ${this.r.chance(0.4) ? this.thing() : ""} ${this.options()}${this.close()}`); },
  "partial by literal"() { return this.alone(`{{> ${this.r.pick(["\"p0\"", "'p1'", "[p0]", "folder/p", "folder.p", "12", "true"])}}}`); },
  "dynamic partial"() { return this.alone(`${this.open(">")}(lookup ${this.r.pick(["@root.list.[0] \"kind\"", "@root.list.[0] 'kind'", "@root.list.[0] \"kind\"", "@root \"name\"", "this \"kind\"", `${this.value(1)} ${this.value(1)}`])})${this.r.chance(0.3) ? ` ${this.thing()}` : ""}${this.close()}`); },
  "partial block"() {
    const name = this.r.pick(["layout", "layout", "wrapper", this.partialName(), "missing"]);
    return this.alone(`${this.open("#>")}${name}${this.r.chance(0.3) ? ` ${this.thing()}` : ""}${this.r.chance(0.3) ? ` ${this.options()}` : ""}${this.close()}${this.inside()}${this.open("/")}${name}${this.close()}`);
  },
  "inline partial"() {
    const name = this.r.pick(["i0", "i1", "p0", "title"]);
    const text = this.alone(`{{#*inline "${name}"}}${this.inside()}{{/inline}}`) + this.line() + this.alone(`{{> ${name}${this.r.chance(0.3) ? ` ${this.thing()}` : ""}}}`);
    this.inlineNames.push(name);
    return text;
  },
  "inline in partial block"() { return this.alone(`{{#> wrapper${this.r.chance(0.3) ? ` ${this.thing()}` : ""}}}${this.line()}{{#*inline "title"}}${this.inside()}{{/inline}}${this.inside()}{{/wrapper}}`); },
  "inline in block"() { return `{{#each list${this.r.chance(0.4) ? " as |it i|" : ""}}}{{#*inline "i2"}}${this.inside()}{{../name}}{{/inline}}{{> i2${this.r.chance(0.5) ? " a" : ""}}}{{/each}}`; },
  "@partial-block"() { return `{{#> layout}}${this.inside()}{{#if @partial-block}}{{> @partial-block}}{{/if}}{{/layout}}`; },
  "@partial-block called"() { return `{{#> caller}}${this.inside()}{{/caller}}`; },
  "recursive partial"() { return this.alone("{{> tree tree}}"); },
  "raw block"() { const name = this.r.pick(["raw", "yes", "person", "list", "missing", "name"]); return `{{{{${name}${this.r.chance(0.1) ? " a" : ""}}}}} {{x}} ${this.r.pick(["", "{{{{b}}}} {{{{/b}}}}", "\\{{", "{{{y}}}"])} {{{{/${name}}}}}`; },
  "standalone else"() { return `\n{{#if ${this.thing()}}}\n${this.inside()}\n  {{else}}  \n${this.inside()}\n{{/if}}\n`; },
  "known helper by path"() { return this.r.pick(["{{#./if yes}}x{{/./if}}", "{{#this.each list}}{{name}}{{/this.each}}", "{{#@with person}}{{name}}{{/@with}}", "{{lookup.a person 'name'}}"]); },
  "parameter shadows"() { return `{{#each list as |if ${this.r.pick(["each", "lookup", "i"])}|}}{{if}}{{if.name}}{{#if}}${this.inside()}{{/if}}{{lookup}}{{/each}}`; },
  "nested parameters"() { return `{{#each list as |v k|}}{{#each ${this.r.pick(["v", "../items", "../map"])} as |w l|}}{{v.name}}{{k}}{{w}}{{l}}{{@../index}}{{../name}}{{/each}}{{v.name}}{{/each}}`; },
  "value with parameters"() { return `{{#each list as |v k|}}{{#${this.r.pick(["a", "../person", "name"])} as |p q|}}{{p}}|{{q}}{{/${"X"}}}{{/each}}`.replace(/\{\{#(\S+) as \|p q\|\}\}(.*)\{\{\/X\}\}/, "{{#$1 as |p q|}}$2{{/$1}}"); },
  "loop variables"() { return `{{#each ${this.r.pick(["items", "list", "map", "person", "@root"])}}}[{{@index}}{{@key}}{{@first}}{{@last}}{{#each this}}{{@../key}}{{@key}}{{/each}}]{{/each}}`; },
  "dot context"() { return `{{#each items}}{{.}}{{this}}{{#with .}}{{../this}}{{..}}{{/with}}{{/each}}`; },
  "data as value"() { return `{{#each list}}{{#with @_parent}}{{root}}{{key}}{{/with}}{{@_parent.index}}{{#each @_parent}}{{@key}}{{/each}}{{/each}}`; },
  "literal block"() { const name = this.r.pick(["\"name\"", "'a'", "12", "true", "null", "undefined", "[with space]"]); return this.alone(this.block(name, name)); },
  "options on a helper"() {
    const name = this.r.pick(["each", "with", "if", "unless"]);
    return this.block(`${name} ${this.thing()} ${this.options()}`, name, { parameters: name === "each" || name === "with" ? this.r.chance(0.4) : false });
  },
  "call in options"() { return this.r.pick([`{{> p0 x=(lookup person "name") a=(lookup list (lookup zero 0))}}`, `{{> p1 ${this.thing()} name=(lookup ${this.thing()} ${this.value(1)})}}`, `{{#if (lookup map ${this.value(1)}) includeZero=(lookup this "zero")}}${this.inside()}{{else}}n{{/if}}`]); },
  "call as block"() { const name = this.r.pick(["each", "with", "if", "unless"]); return this.block(`${name} (lookup ${this.r.pick(["@root \"list\"", "this \"person\"", "list 0", ". \"items\"", ".. 'name'"])})`, name, { parameters: this.r.chance(0.4) && name !== "if" && name !== "unless" }); },
  "log block"() { return this.r.pick([`{{#log ${this.value()}}}${this.inside()}{{/log}}`, `{{log ${this.value()} ${this.value(1)} level="${this.r.pick(["warn", "error", "nonsense", "0"])}"}}`, `{{lookup (log ${this.value(1)}) 0}}`, "{{log}}"]); },
  "raw helper block"() { return this.alone(this.r.pick([`{{{{if ${this.thing()}}}}} {{x}} {{{{/if}}}}`, `{{{{each list}}}}{{name}}\n{{{{/each}}}}`, `{{{{with person}}}}{{{y}}}{{{{/with}}}}`, `{{{{unless ${this.thing()}}}}}\n{{z}}\n{{{{/unless}}}}`, "{{{{each list as |a|}}}}{{a}}{{{{/each}}}}"])); },
  "dynamic partial block"() { return `{{#> (lookup ${this.r.pick(["@root.list.[0] \"kind\"", "@root \"name\"", `${this.value(1)} ${this.value(1)}`])})${this.r.chance(0.3) ? ` ${this.options()}` : ""}}}${this.inside()}{{/undefined}}`; },
  "layout in layout"() { return `{{#> layout}}{{#> layout${this.r.chance(0.3) ? " person" : ""}}}${this.inside()}{{/layout}}{{#*inline "p0"}}${this.inside()}{{/inline}}{{/layout}}`; },
  "inline for a partial"() { return `{{#> ${this.r.pick(["p0", "p1", "calls", "calls"])}}}{{#*inline "${this.r.pick(["p1", "p0", "title"])}"}}${this.inside()}{{/inline}}{{/${"X"}}}`.replace(/\{\{#> (\w+)\}\}([^]*)\{\{\/X\}\}$/, "{{#> $1}}$2{{/$1}}"); },
  "partial calls itself in a wrapper"() { return this.alone(`{{${this.r.pick(["> nest tree", "> nest tree", "#> nest tree"])}${this.r.chance(0.3) ? " x=1" : ""}}}`.replace(/^\{\{#(.*)$/, `{{#$1{{#*inline "title"}}${this.inside()}{{/inline}}{{/nest}}`)); },
  "inline declared late"() { return `{{> i3}}{{#*inline "i3"}}${this.inside()}{{/inline}}{{#if yes}}{{> i3}}{{#*inline "i3"}}other{{/inline}}{{/if}}{{> i3}}`; },
  "defined names only"() { return this.r.pick(["{{name}}{{#each list}}{{name}}{{kind}}{{n}}{{@index}}{{@last}}{{/each}}", "{{#each list as |v k|}}{{v}}{{k}}{{#with v}}{{name}}{{../name}}{{/with}}{{/each}}", "{{#with tree}}{{name}}{{#each children}}{{name}}{{../name}}{{@key}}{{/each}}{{/with}}", "{{#if yes}}{{text}}{{else}}{{zero}}{{/if}}{{{html}}}{{lookup list 0}}", "{{#list}}{{name}}{{n}}{{/list}}{{^zero}}{{name}}{{/zero}}{{#yes}}{{name}}{{/yes}}", "{{#each @root}}{{@key}}{{@first}}{{/each}}{{@root.name}}{{list.length}}{{list.[0].name}}", "{{> p1 list.[0] x=1 y=2 a=3}}{{#> missing}}{{name}}{{/missing}}{{lookup (lookup list 0) 'name'}}", "{{#*inline \"d\"}}{{name}}{{/inline}}{{> d}}{{> d tree}}{{#each list}}{{> d}}{{/each}}"]); },
  "chained else"() { return `{{#if ${this.thing()}}}${this.inside()}{{else if ${this.thing()}}}${this.inside()}{{else each ${this.thing()} as |v k|}}{{v}}{{k}}${this.inside()}{{else with ${this.thing()}}}${this.inside()}{{${this.tilde()}else${this.tilde()}}}${this.inside()}{{/if}}`; },

  // What handlebars.js refuses.
  "error: unclosed"() { return `${this.open("#")}if a${this.close()}${this.inside()}`; },
  "error: mismatch"() { return `{{#if a}}${this.inside()}{{/each}}`; },
  "error: syntax"() { return this.r.pick(["{{", "{{a", "{{a b", "{{foo.0}}", "{{a=b}}", "{{#}}{{/}}", "{{/if}}", "{{else}}", "{{> }}", "{{a..b}}", "{{a b=}}", "{{{a}}", "{{a}}}}", "{{(a)}}", "{{#if a}}{{else}}{{else}}{{/if}}", "{{^a}}{{else if b}}{{/a}}", "{{!-- x", "{{{{raw}}}}", "{{a/../b}}", "{{#each a as ||}}{{/each}}", "{{as |x|}}", "{{'a}}", "{{a \"b}}", "{{@}}", "{{a.[b}}", "{{~}}", "{{#*inline \"x\"}}{{else}}{{/inline}}", "{{a.}}", "{{.a}}", "{{a b=c d}}", "\u0000", "{{true.a}}", "{{&a}}}", "{{*a}}", "{{#> a}}{{else}}{{/a}}"]); },
  "error: missing partial"() { return `{{> nowhere${this.r.chance(0.3) ? " a" : ""}}}`; },
  "error: broken partial"() { return "{{> broken}}"; },
  "error: missing helper"() { return `${this.open()}${this.name()} ${this.value()}${this.close()}`; },
  "error: missing block helper"() { const name = this.name(); return this.block(`${name} ${this.value()}`, name, { parameters: false }); },
  "error: wrong arguments"() { return this.r.pick(["{{#if}}x{{/if}}", "{{#if a b}}x{{/if}}", "{{#each}}x{{/each}}", "{{#with}}x{{/with}}", "{{#unless a b}}x{{/unless}}", "{{if a}}", "{{each list}}", "{{lookup a}}", "{{lookup}}", "{{lookup list 0 1}}", "{{#each a b}}{{/each}}", "{{with a}}", "{{> p0 a b}}", "{{helperMissing}}", "{{#blockHelperMissing}}{{/blockHelperMissing}}", "{{* foo}}", "{{#*foo}}{{/foo}}", "{{lookup nil 1}}"]); },
  "error: endless partial"() { return this.r.chance(0.5) ? "{{> endless}}" : this.r.pick(texts); },
};

const errors = Object.keys(productions).filter((label) => label.startsWith("error: "));
const all = Object.keys(productions).filter((label) => !label.startsWith("error: "));
const leaves = ["text", "text", "value", "value", "three braces", "ampersand", "comment", "lookup", "literal value"];
const optionNames = ["strict", "assumeObjects", "compat", "noEscape", "preventIndent", "explicitPartialContext", "ignoreStandalone", "knownHelpersOnly"];

/// The focus of each case in turn: every production, every option, and plain mixtures.
const focuses = [...all, ...errors, ...optionNames.map((name) => `option ${name}`)];

function makePartials(r) {
  const simple = ["{{name}}", "<{{this}}>", "{{{a}}}", "one\ntwo\n", "{{#if a}}\n  yes\n{{/if}}\n", "{{x}}-{{y}}", "{{@key}}{{@root.name}}", "  {{name}}\n  {{../name}}", "", "\n", "{{> p1}}", "{{#each this}}{{@key}}{{/each}}", "{{length}}", "{{@index}}\n{{a}}\n"];
  return {
    p0: r.pick(simple),
    p1: r.pick(simple.filter((text) => !text.includes("{{> p1}}"))),
    tree: r.pick(["{{name}}{{#each children}}({{> tree}}){{/each}}", "{{name}}\n{{#each children}}\n  {{> tree}}\n{{/each}}\n"]),
    layout: r.pick(["<{{> @partial-block}}>", "[{{> @partial-block}}]\n  {{> @partial-block person}}\n", "{{#each list}}{{> @partial-block}}{{/each}}", "{{#if @partial-block}}{{> @partial-block a=1}}{{else}}none{{/if}}", "{{#> p0}}{{> @partial-block}}{{/p0}}", "plain"]),
    wrapper: r.pick(["{{> title}}:{{> @partial-block}}", "{{#> title}}default{{/title}}", "  {{> title}}\n{{#each list}}{{> title this}}{{/each}}"]),
    caller: r.pick(["{{@partial-block}}", "{{{@partial-block}}}", "{{@partial-block this}}", "{{#with @partial-block}}{{this}}{{/with}}", "{{#if @partial-block}}yes{{else}}no{{/if}}", "{{#each @partial-block}}x{{else}}y{{/each}}", "{{#@partial-block}}x{{this}}{{/@partial-block}}"]),
    title: r.chance(0.8) ? "T{{name}}" : undefined,
    "folder/p": "F/", "folder.p": "F.", 12: "twelve", true: "T",
    calls: r.pick(["{{> p1}}{{> p0}}", "{{> p0}}\n  {{> p1}}\n", "{{#each list}}{{> p1}}{{/each}}{{> title}}", "{{#if yes}}{{> p0 name=1}}{{/if}}"]),
    nest: r.pick([
      "{{name}}{{#each children}}{{#> wrapper}}{{#*inline \"title\"}}{{../name}}{{/inline}}{{> nest}}{{/wrapper}}{{/each}}",
      "{{#each children}}{{#> nest}}{{#*inline \"title\"}}<{{name}}>{{/inline}}{{/nest}}{{/each}}{{#if name}}{{> title}}{{/if}}",
      "[{{#if @partial-block}}{{> @partial-block}}{{/if}}{{#each children}}\n  {{#> nest}}{{name}}{{/nest}}\n{{/each}}]",
      "{{#*inline \"title\"}}{{name}}{{/inline}}{{> title}}{{#each children}}{{> nest}}{{/each}}{{> title}}",
    ]),
    broken: r.pick(["{{#if}}", "{{", "{{/x}}"]),
    endless: "{{> endless}}",
  };
}

export function makeCase(r, index) {
  const focus = focuses[index % focuses.length];
  const options = {};
  if (r.chance(0.12)) options[r.pick(optionNames)] = true;
  if (focus.startsWith("option ")) options[focus.slice(7)] = true;
  const writer = new Writer(r, focus, options.compat);
  let template = writer.statements(0);
  if (focus.startsWith("option ")) {
    // Where names must exist a random template hardly ever gives a text.
    if (/strict|assume|known/i.test(focus) && r.chance(0.7)) {
      template = Array.from({ length: 1 + r.int(3) }, () => writer.write("defined names only")).join(writer.line());
      if (r.chance(0.5)) template += writer.statement(4);
    }
  } else {
    writer.depth = 1;
    writer.budget = Math.max(writer.budget, 12);
    const text = writer.write(focus);
    template = r.chance(0.5) ? template + text : text + template;
  }
  if (r.chance(0.15)) template = writer.line() + template + writer.line() + writer.statements(1);
  if (r.chance(options.knownHelpersOnly ? 0.2 : 0.02)) options.knownHelpers = r.pick([{ name: true, each: false }, { if: false, lookup: true }, { a: true }]);
  if (options.knownHelpers) writer.use("option knownHelpers");
  for (const name of optionNames) if (options[name]) writer.use(`option ${name}`);
  return { template, data: makeRoot(r), partials: makePartials(r), options, used: writer.used };
}
