// What Node's crypto does not have: AES-SIV (RFC 5297) and FF1 (NIST SP 800-38G).
import { createCipheriv, timingSafeEqual } from 'node:crypto';

/** AES-SIV, RFC 5297; the first half of the key is for CMAC. */
export function openSiv(key, sealed, associated) {
  const half = key.length / 2;
  const bits = half * 8;
  const siv = sealed.subarray(0, 16);
  const counter = Buffer.from(siv);
  counter[8] &= 0x7f;
  counter[12] &= 0x7f;
  const plain = createCipheriv(`aes-${bits}-ctr`, key.subarray(half), counter).update(sealed.subarray(16));
  if (!timingSafeEqual(s2v(key.subarray(0, half), associated, plain), siv)) {
    throw new Error('altered: made elsewhere, with another key, or altered');
  }
  return plain;
}

function s2v(key, associated, plain) {
  const d = xor(double(cmac(key, Buffer.alloc(16))), cmac(key, associated));
  if (plain.length < 16) return cmac(key, xor(double(d), pad(plain)));
  const end = plain.length - 16;
  return cmac(key, Buffer.concat([plain.subarray(0, end), xor(plain.subarray(end), d)]));
}

function cmac(key, bytes) {
  const once = double(aes(key, Buffer.alloc(16)));
  const whole = bytes.length > 0 && bytes.length % 16 === 0;
  const start = whole ? bytes.length - 16 : bytes.length - (bytes.length % 16);
  const rest = bytes.subarray(start);
  const last = whole ? xor(rest, once) : xor(pad(rest), double(once));
  return cbcMac(key, Buffer.concat([bytes.subarray(0, start), last]));
}

function aes(key, blocks) {
  return createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false).update(blocks);
}

function cbcMac(key, blocks) {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, Buffer.alloc(16)).setAutoPadding(false);
  return cipher.update(blocks).subarray(-16);
}

const pad = (bytes) => Buffer.concat([bytes, Buffer.from([0x80]), Buffer.alloc(15 - bytes.length)]);

const xor = (a, b) => Buffer.from(a.map((octet, i) => octet ^ b[i]));

function double(bytes) {
  const twice = Buffer.from(bytes.map((octet, i) => (octet << 1) | ((bytes[i + 1] ?? 0) >> 7)));
  if (bytes[0] & 0x80) twice[15] ^= 0x87;
  return twice;
}

/** FF1 of NIST SP 800-38G over decimal digits. */
export function ff1(digits, key, tweakBytes, encrypts) {
  const n = digits.length;
  const u = Math.floor(n / 2);
  const v = n - u;
  const b = Math.ceil((10n ** BigInt(v) - 1n).toString(2).length / 8);
  const d = 4 * Math.ceil(b / 4) + 4;
  const p = Buffer.from([1, 2, 1, 0, 0, 10, 10, u & 0xff, 0, 0, 0, 0, 0, 0, 0, 0]);
  p.writeUInt32BE(n, 8);
  p.writeUInt32BE(tweakBytes.length, 12);
  const zeros = Buffer.alloc((16 - ((tweakBytes.length + b + 1) % 16)) % 16);
  const rounded = (round, half) => {
    const number = Buffer.from(BigInt(half).toString(16).padStart(2 * b, '0'), 'hex');
    const r = cbcMac(key, Buffer.concat([p, tweakBytes, zeros, Buffer.from([round]), number]));
    const s = [r];
    for (let j = 1; j * 16 < d; j++) {
      const counter = Buffer.alloc(16);
      counter.writeUInt32BE(j, 12);
      s.push(aes(key, xor(r, counter)));
    }
    return BigInt(`0x${Buffer.concat(s).toString('hex', 0, d)}`);
  };
  let [left, right] = [digits.slice(0, u), digits.slice(u)];
  for (let i = 0; i < 10; i++) {
    const round = encrypts ? i : 9 - i;
    const length = round % 2 === 0 ? u : v;
    const all = 10n ** BigInt(length);
    const changed = encrypts ? BigInt(left) + rounded(round, right) : BigInt(right) - rounded(round, left);
    const text = (((changed % all) + all) % all).toString().padStart(length, '0');
    [left, right] = encrypts ? [right, text] : [text, left];
  }
  return left + right;
}
