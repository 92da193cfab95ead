// A text as the modules of a QR code (ISO/IEC 18004): bytes, in versions 1 to 25.
//
// 117 modules a side: on a projector of 720 rows a module has four of them, and a phone still reads
// it from the middle of the room. Guessed, not measured.

// Which of the eight patterns is laid over a code is written in it, so any is read. To try them all
// takes five times as long as the rest; of links like ours this one has on average 2 % more of what
// the standard counts as unfavourable than the best, at most 12 %.
const MASK = 2;

/** Of the levels M, Q and H, for each version: blocks, and correcting bytes a block; and how the
 * level is written. Of those that fit into a version's size the best is taken. */
const LEVELS = [
  {
    sign: 0,
    blocks: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21],
    correcting: [
      10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28,
      28, 28,
    ],
  },
  {
    sign: 3,
    blocks: [
      1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29,
    ],
    correcting: [
      13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30,
      30, 30,
    ],
  },
  {
    sign: 2,
    blocks: [
      1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35,
    ],
    correcting: [
      17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30,
      30, 30,
    ],
  },
];

// Powers of 2 in the field of 256 elements, twice over, and of which power each element is.
const POWERS = new Uint8Array(510);
const LOGS = new Uint8Array(256);
for (let at = 0, power = 1; at < 255; at++) {
  POWERS[at] = POWERS[at + 255] = power;
  LOGS[power] = at;
  power = (power << 1) ^ (power & 128 ? 0x11d : 0);
}

/**
 * The rows of the code, 1 for dark; none where the text is too long for a code that a phone reads.
 *
 * @param {string} text
 */
export function qrRows(text) {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= 25; version++) {
    const level = LEVELS.findLast(
      (one) => room(version, one) >= headed(version) + bytes.length * 8,
    );
    if (level) return new Code(version, level.sign, words(bytes, version, level)).rows();
  }
  return [];
}

/** @typedef {(typeof LEVELS)[number]} Level */

/**
 * Bits for data.
 *
 * @param {number} version
 * @param {Level} level
 */
const room = (version, { blocks, correcting }) =>
  8 * (bytesIn(version) - blocks[version - 1] * correcting[version - 1]);

/** Bits before the text: that it is bytes, and how many. @param {number} version */
const headed = (version) => 4 + (version < 10 ? 8 : 16);

/** All bytes of a version. @param {number} version */
function bytesIn(version) {
  const across = version > 1 ? Math.floor(version / 7) + 2 : 0;
  const aligning = across ? (25 * across - 10) * across - 55 : 0;
  return ((16 * version + 128) * version + 64 - aligning - (version > 6 ? 36 : 0)) >> 3;
}

/**
 * What is written: blocks of data, then what corrects each, a byte of every block in turn.
 *
 * @param {Uint8Array} text
 * @param {number} version
 * @param {Level} level
 */
function words(text, version, level) {
  const [blocks, correcting] = [level.blocks[version - 1], level.correcting[version - 1]];
  const data = padded(text, version, room(version, level) / 8);
  const short = blocks - (bytesIn(version) % blocks);
  const size = Math.floor(bytesIn(version) / blocks) - correcting;
  const parts = Array.from({ length: blocks }, (_, at) => {
    const begin = at * size + Math.max(0, at - short);
    return data.slice(begin, begin + size + (at < short ? 0 : 1));
  });
  const divisor = generator(correcting);
  return [...inTurn(parts), ...inTurn(parts.map((part) => remainder(part, divisor)))];
}

/**
 * The text's bytes, four bits late, after their number; filled up.
 *
 * @param {Uint8Array} text
 * @param {number} version
 * @param {number} length
 */
function padded(text, version, length) {
  const count = headed(version) === 12 ? [text.length] : [text.length >> 8, text.length & 255];
  // In halves of bytes: that these are bytes, how many, they themselves, and the end.
  const halves = [4, ...[...count, ...text].flatMap((byte) => [byte >> 4, byte & 15]), 0];
  const data = [];
  for (let at = 0; at + 1 < halves.length; at += 2) data.push((halves[at] << 4) | halves[at + 1]);
  for (let fill = 0xec; data.length < length; fill ^= 0xec ^ 0x11) data.push(fill);
  return data;
}

/** @param {number[][]} parts @returns {number[]} */
function inTurn(parts) {
  const longest = Math.max(...parts.map((part) => part.length));
  return Array.from({ length: longest }, (_, at) => parts.flatMap((part) => part[at] ?? [])).flat();
}

/** (x − 1)(x − 2)(x − 4) … without its first coefficient. @param {number} degree */
function generator(degree) {
  const made = Array(degree).fill(0);
  made[degree - 1] = 1;
  for (let root = 0; root < degree; root++) {
    for (let at = 0; at < degree; at++) {
      made[at] = times(made[at], POWERS[root]) ^ (made[at + 1] ?? 0);
    }
  }
  return made;
}

/** @param {number[]} data @param {number[]} divisor @returns {number[]} */
function remainder(data, divisor) {
  const left = Array(divisor.length).fill(0);
  for (const byte of data) {
    const first = byte ^ left.shift();
    left.push(0);
    divisor.forEach((coefficient, at) => {
      left[at] ^= times(coefficient, first);
    });
  }
  return left;
}

/** @param {number} a @param {number} b */
const times = (a, b) => (a && b ? POWERS[LOGS[a] + LOGS[b]] : 0);

/** Its modules: what every code of this size has, then the bytes around that. */
class Code {
  /**
   * @param {number} version
   * @param {number} sign of the level
   * @param {number[]} bytes
   */
  constructor(version, sign, bytes) {
    this.version = version;
    this.size = 17 + 4 * version;
    /** @type {(boolean | undefined)[][]} */
    this.modules = Array.from({ length: this.size }, () => Array(this.size));
    this.frame();
    this.signed(sign);
    this.write(bytes);
  }

  /** @param {number} x @param {number} y @param {boolean} dark */
  set(x, y, dark) {
    if (x >= 0 && y >= 0 && x < this.size && y < this.size) this.modules[y][x] = dark;
  }

  /**
   * Squares in each other around a place; light where the distance is one of these.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} reach
   * @param {number[]} light
   */
  squares(x, y, reach, light) {
    for (let down = -reach; down <= reach; down++) {
      for (let right = -reach; right <= reach; right++) {
        const away = Math.max(Math.abs(down), Math.abs(right));
        this.set(x + right, y + down, !light.includes(away));
      }
    }
  }

  frame() {
    const { size, version } = this;
    const last = size - 4;
    for (let at = 0; at < size; at++) {
      this.set(6, at, at % 2 === 0);
      this.set(at, 6, at % 2 === 0);
    }
    for (const [x, y] of [
      [3, 3],
      [last, 3],
      [3, last],
    ])
      this.squares(x, y, 4, [2, 4]);
    const centres = this.centres();
    const end = centres.length - 1;
    centres.forEach((x, across) => {
      centres.forEach((y, down) => {
        const corner = (!across && (!down || down === end)) || (across === end && !down);
        if (!corner) this.squares(x, y, 2, [1]);
      });
    });
    if (version < 7) return;
    const bits = (version << 12) | rest(version, 12, 0x1f25);
    for (let at = 0; at < 18; at++) {
      const [near, far] = [Math.floor(at / 3), size - 11 + (at % 3)];
      this.set(near, far, bit(bits, at));
      this.set(far, near, bit(bits, at));
    }
  }

  /** Where the small squares are, in both directions. */
  centres() {
    const { size, version } = this;
    if (version === 1) return [];
    const more = Math.floor(version / 7) + 1;
    const step = 2 * Math.floor((version * 8 + more * 3 + 8) / (more * 4));
    return [6, ...Array.from({ length: more }, (_, at) => size - 7 - step * (more - 1 - at))];
  }

  /** The level and the mask, twice. @param {number} sign */
  signed(sign) {
    const { size } = this;
    const data = (sign << 3) | MASK;
    const bits = ((data << 10) | rest(data, 10, 0x537)) ^ 0x5412;
    for (let at = 0; at < 15; at++) {
      const dark = bit(bits, at);
      // Along the first corner, past the line that is there; and at the ends of the other two.
      if (at < 8) {
        this.set(8, at + (at > 5 ? 1 : 0), dark);
        this.set(size - 1 - at, 8, dark);
      } else {
        this.set(at === 8 ? 7 : 14 - at, 8, dark);
        this.set(8, size - 15 + at, dark);
      }
    }
    this.set(8, size - 8, true);
  }

  /** Two columns at a time from the right, up and down, masked. @param {number[]} bytes */
  write(bytes) {
    const { size, modules } = this;
    let at = 0;
    for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
      if (right === 6) right = 5; // a column of the frame
      for (let step = 0; step < size; step++) {
        const y = up ? size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (modules[y][x] !== undefined) continue;
          modules[y][x] = bit(bytes[at >> 3] ?? 0, 7 - (at & 7)) !== (x % 3 === 0);
          at++;
        }
      }
    }
  }

  rows() {
    return this.modules.map((row) => row.map(Number).join(""));
  }
}

/** @param {number} bits @param {number} at */
const bit = (bits, at) => ((bits >> at) & 1) === 1;

/**
 * What corrects the two small numbers that a code says of itself.
 *
 * @param {number} value
 * @param {number} degree
 * @param {number} divisor
 */
function rest(value, degree, divisor) {
  let left = value;
  for (let at = 0; at < degree; at++) left = (left << 1) ^ ((left >> (degree - 1)) * divisor);
  return left;
}
