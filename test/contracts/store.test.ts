import { stores } from '../../server/stores/index.ts';
import { storeContract } from './store.ts';

for (const kind of stores) storeContract(kind);
