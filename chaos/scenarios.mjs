// Every scenario, in the order in which they are played.
import { crowds } from './scenarios/crowds.mjs';
import { database } from './scenarios/database.mjs';
import { deaths } from './scenarios/deaths.mjs';
import { fences } from './scenarios/fences.mjs';
import { followers } from './scenarios/followers.mjs';
import { outages } from './scenarios/outages.mjs';
import { pushes } from './scenarios/pushes.mjs';
import { random } from './scenarios/random.mjs';
import { refusals } from './scenarios/refusals.mjs';
import { reports } from './scenarios/reports.mjs';

export const SCENARIOS = [
  ...[crowds, deaths, fences, database, outages, refusals, reports, pushes, followers].flat(),
  random,
];
