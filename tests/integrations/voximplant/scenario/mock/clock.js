"use strict";
/* Time that jumps from one event to the next: minutes of a session pass in a few milliseconds. */

class Clock {
  constructor() {
    this.now = 0;
    this.queue = [];
    this.last = 0;
  }

  at(seconds, work) {
    this.last += 1;
    const item = { id: this.last, at: this.now + seconds, work };
    this.queue.push(item);
    return item.id;
  }

  cancel(id) {
    this.queue = this.queue.filter((item) => item.id !== id);
  }

  /** Let promises settle, then run the next event; false when nothing is left before `limit`. */
  async step(limit) {
    await new Promise((resolve) => setImmediate(resolve));
    this.queue.sort((a, b) => a.at - b.at || a.id - b.id);
    const item = this.queue[0];
    if (!item || item.at > limit) return false;
    this.queue.shift();
    this.now = item.at;
    item.work();
    return true;
  }
}

module.exports = { Clock };
