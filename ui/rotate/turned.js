// One pair in the picture: an arrow, turned, and what its two numbers add to each new one.

/**
 * @typedef {object} Turned lengths are scaled so that the longer of the two arrows has the radius
 * @property {[number, number]} before across and up
 * @property {[number, number]} after
 * @property {[number, number]} across what the old first and second number give to the new first
 * @property {[number, number]} up and to the new second
 */

/**
 * @param {number} x0
 * @param {number} x1
 * @param {number} angle radians
 * @param {number} radius the longer arrow's length in the picture
 * @param {number} factor what cosine and sine are multiplied by
 * @returns {Turned}
 */
export function turned(x0, x1, angle, radius, factor) {
  const scale = radius / Math.max(1, factor) / Math.hypot(x0, x1);
  const [cos, sin] = [Math.cos(angle) * factor * scale, Math.sin(angle) * factor * scale];
  const [across, up] = [
    [cos * x0, -sin * x1],
    [sin * x0, cos * x1],
  ];
  return {
    before: [x0 * scale, x1 * scale],
    after: [across[0] + across[1], up[0] + up[1]],
    across: [across[0], across[1]],
    up: [up[0], up[1]],
  };
}
