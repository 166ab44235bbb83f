/* xxHash64 with seed 0: github.com/Cyan4973/xxHash, doc/xxhash_spec.md. */

const prime1 = 0x9e37_79b1_85eb_ca87n;
const prime2 = 0xc2b2_ae3d_27d4_eb4fn;
const prime3 = 0x1656_67b1_9e37_79f9n;
const prime4 = 0x85eb_ca77_c2b2_ae63n;
const prime5 = 0x27d4_eb2f_1656_67c5n;
const mask = 0xffff_ffff_ffff_ffffn;

const rotate = (value: bigint, bits: bigint) => ((value << bits) | (value >> (64n - bits))) & mask;
const times = (a: bigint, b: bigint) => (a * b) & mask;
const round = (acc: bigint, lane: bigint) => times(rotate((acc + times(lane, prime2)) & mask, 31n), prime1);
const mergeRound = (acc: bigint, lane: bigint) => (times(acc ^ round(0n, lane), prime1) + prime4) & mask;

/** The hash of the bytes, as an unsigned 64-bit number. */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stripes = Math.floor(bytes.length / 32) * 32;
  let hash = bytes.length >= 32 ? hashStripes(view, stripes) : prime5;
  hash = (hash + BigInt(bytes.length)) & mask;
  return avalanche(hashTail(view, hash, stripes));
}

function hashStripes(view: DataView, end: number): bigint {
  let lanes: readonly bigint[] = [(prime1 + prime2) & mask, prime2, 0n, (0n - prime1) & mask];
  for (let at = 0; at < end; at += 32) {
    lanes = lanes.map((lane, i) => round(lane, view.getBigUint64(at + i * 8, true)));
  }
  const rotations = [1n, 7n, 12n, 18n];
  const sum = lanes.reduce((acc, lane, i) => (acc + rotate(lane, rotations[i] ?? 0n)) & mask, 0n);
  return lanes.reduce(mergeRound, sum);
}

function hashTail(view: DataView, start: bigint, from: number): bigint {
  let hash = start;
  let at = from;
  for (; at + 8 <= view.byteLength; at += 8) {
    hash = (times(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n), prime1) + prime4) & mask;
  }
  if (at + 4 <= view.byteLength) {
    hash = (times(rotate(hash ^ times(BigInt(view.getUint32(at, true)), prime1), 23n), prime2) + prime3) & mask;
    at += 4;
  }
  for (; at < view.byteLength; at++) {
    hash = times(rotate(hash ^ times(BigInt(view.getUint8(at)), prime5), 11n), prime1);
  }
  return hash;
}

function avalanche(value: bigint): bigint {
  let hash = times(value ^ (value >> 33n), prime2);
  hash = times(hash ^ (hash >> 29n), prime3);
  return hash ^ (hash >> 32n);
}
