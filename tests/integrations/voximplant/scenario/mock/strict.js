"use strict";
/* Objects that refuse what the platform does not have, and remember that somebody asked. */

class Book {
  constructor() {
    this.entries = [];
    this.violations = [];
  }

  add(at, what, data) {
    this.entries.push({ at, what, ...data });
  }

  refuse(message) {
    this.violations.push(message);
    throw new TypeError("not in the VoxEngine API: " + message);
  }
}

/** Reading a member that is not there throws; `then` and symbols are asked by the language itself. */
function strict(book, name, members) {
  return new Proxy(members, {
    get(target, key) {
      if (typeof key === "symbol" || key === "then" || key in target) return target[key];
      return book.refuse(name + "." + key);
    },
    set(_, key) {
      return book.refuse(name + "." + String(key) + " = ");
    },
  });
}

/** `shape`: option name -> test of its value; an option that is not in it is refused. */
function checkOptions(book, name, options, shape) {
  if (options === undefined) return {};
  if (options === null) book.refuse(name + " options null");
  for (const [key, value] of Object.entries(options)) {
    if (!(key in shape)) book.refuse(name + " option " + key);
    if (value !== undefined && !shape[key](value)) book.refuse(name + " option " + key + " = " + value);
  }
  return options;
}

const is = {
  text: (value) => typeof value === "string",
  flag: (value) => typeof value === "boolean",
  number: (least, most) => (value) => typeof value === "number" && value >= least && value <= most,
  oneOf: (...words) => (value) => words.includes(value),
  texts: (value) => Object.values(value).every((one) => typeof one === "string"),
};

module.exports = { Book, strict, checkOptions, is };
