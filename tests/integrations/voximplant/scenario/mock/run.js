"use strict";
/* node run.js <scenario.js>: the test's script comes as JSON on stdin, what happened goes to stdout. */

const fs = require("node:fs");
const { World } = require("./engine.js");

let rejected = "";
process.on("unhandledRejection", (error) => { rejected = String(error); });

async function main() {
  const script = JSON.parse(fs.readFileSync(0, "utf8"));
  const seen = await new World(script).run(fs.readFileSync(process.argv[2], "utf8"));
  await new Promise((resolve) => setImmediate(resolve));
  process.stdout.write(JSON.stringify({ ...seen, rejected }));
}

main();
