import { cutSuite } from './cuts.ts';

/** Every byte for one vendor of each wire format, every ninth for the others; `npm run test:cuts` makes all cuts in all ways. */
const whole = ['claude', 'gemini'];

describe('a recorded stream, cut', cutSuite({ stride: (vendor) => (whole.includes(vendor) ? 1 : 9), allWays: false }));
