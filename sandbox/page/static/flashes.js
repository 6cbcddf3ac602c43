// What has just changed, so that the eye finds it.

const LASTS = 1500; // milliseconds, as the animation
const known = new Map();

// Whether the value of `name` is another one than shown before, and not for long.
export function fresh(name, value) {
  const before = known.get(name);
  if (before?.value === value) return performance.now() - before.at < LASTS;
  known.set(name, { value, at: before ? performance.now() : -LASTS });
  return Boolean(before);
}
