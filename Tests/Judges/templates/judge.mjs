#!/usr/bin/env node
// Compares `sojourn render --jsonl` with handlebars.js: the same text to the byte, or both refuse.
//
//     judge.mjs [SOJOURN [SEED [CASES]]]
//
// SOJOURN is taken from the environment and SEED is 101 where they are not given. Prints how often each production occurred, every difference, and a summary; exits with 1 on any difference, on a
// production in fewer than 1 % of the cases, or on fewer than 10 % errors.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { makeCase, random } from "./generate.mjs";

const Handlebars = createRequire(import.meta.url)(process.env.HANDLEBARS ?? "/usr/share/javascript/handlebars/handlebars.js");
const [binary = process.env.SOJOURN, seedText = "101", casesText] = process.argv.slice(2);
if (!binary) {
  console.error("usage: judge.mjs SOJOURN [SEED [CASES]]");
  process.exit(2);
}
const count = Number(casesText ?? 5000);
const r = random(Number(seedText));
const cases = Array.from({ length: count }, (_, index) => makeCase(r, index));

function expected({ template, data, partials, options }) {
  const silent = { log: console.log, info: console.info, warn: console.warn, error: console.error, debug: console.debug };
  for (const name of Object.keys(silent)) console[name] = () => {};
  try {
    const environment = Handlebars.create();
    const output = environment.compile(template, structuredClone(options))(data, { partials: { ...partials } });
    return { output: output.toWellFormed() };
  } catch (error) {
    return { error: String(error.message ?? error) };
  } finally {
    Object.assign(console, silent);
  }
}

const lines = cases.map(({ template, data, partials, options }) => JSON.stringify({ template, data, partials, options }));
// What is compared is what JSON carries: the context is read back from the line that is sent.
const wanted = lines.map((line) => expected(JSON.parse(line)));
const run = spawnSync(binary, ["render", "--jsonl"], { input: lines.join("\n") + "\n", maxBuffer: 1 << 30, encoding: "utf8" });
const answers = run.stdout.split("\n").slice(0, -1);

let differences = 0;
for (let index = 0; index < count; index++) {
  let answer;
  try { answer = JSON.parse(answers[index]); } catch { answer = { crash: answers[index] ?? String(run.stderr).slice(0, 400) }; }
  const want = wanted[index];
  if ("output" in want ? answer.output === want.output : "error" in answer) continue;
  differences++;
  if (differences <= Number(process.env.SHOW ?? 5)) console.log(`case ${index}:\n${lines[index]}\n  wanted ${JSON.stringify(want)}\n  got    ${JSON.stringify(answer)}`);
  if (answer.crash) break;
}

const tally = new Map();
for (const { used } of cases) for (const label of used) tally.set(label, (tally.get(label) ?? 0) + 1);
const rare = [];
for (const [label, times] of [...tally].sort((a, b) => b[1] - a[1])) {
  if (times < count / 100 && count >= 1000) rare.push(label);
  if (!process.env.QUIET) console.log(`${String(times).padStart(6)}  ${(100 * times / count).toFixed(1).padStart(5)} %  ${label}`);
}
const errors = wanted.filter((want) => "error" in want).length;
const problems = [...rare.map((label) => `rare: ${label}`)];
if (errors < count / 10) problems.push("fewer than 10 % errors");
for (const problem of problems) console.log(problem);
console.log(`seed ${seedText}: ${count} cases, ${errors} errors (${(100 * errors / count).toFixed(1)} %), ${tally.size} productions, ${differences} differences`);
console.log(`${count - differences} passed, ${differences + problems.length} failed`);
process.exit(differences + problems.length > 0 ? 1 : 0);
