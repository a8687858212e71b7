import { promises } from './promises.mjs';
import { inBrowser } from './support.mjs';

inBrowser('webkit', promises);
