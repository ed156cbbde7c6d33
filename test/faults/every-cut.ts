import { cutSuite } from './cuts.ts';

/** `npm run test:cuts`: every vendor's recorded stream, cut at every byte in every way. Takes minutes. */
describe('a recorded stream, cut at every byte in every way', cutSuite({ stride: () => 1, allWays: true }));
