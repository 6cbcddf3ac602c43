"use strict";
/* node run.js <file.js>…: they run as one text. The test's script comes as JSON on stdin, what happened goes to stdout. */

const fs = require("node:fs");
const { World } = require("./engine.js");

let rejected = "";
process.on("unhandledRejection", (error) => { rejected = String(error); });

async function main() {
  const script = JSON.parse(fs.readFileSync(0, "utf8"));
  const source = process.argv.slice(2).map((file) => fs.readFileSync(file, "utf8")).join("\n");
  const seen = await new World(script).run(source);
  await new Promise((resolve) => setImmediate(resolve));
  process.stdout.write(JSON.stringify({ ...seen, rejected }));
}

main();
