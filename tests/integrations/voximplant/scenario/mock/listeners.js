"use strict";

/** addEventListener of one object; events it does not have are refused. */
class Listeners {
  constructor(book, name, events) {
    this.book = book;
    this.name = name;
    this.events = Object.values(events);
    this.handlers = [];
  }

  add(event, handler) {
    if (!this.events.includes(event)) this.book.refuse(this.name + " event " + String(event));
    if (typeof handler !== "function") this.book.refuse(this.name + " handler of " + event);
    this.handlers.push([event, handler]);
  }

  fire(event, payload) {
    for (const [name, handler] of this.handlers) if (name === event) handler({ name: event, ...payload });
  }
}

module.exports = { Listeners };
