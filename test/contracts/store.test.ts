import { stores } from '../../server/stores/index.ts';
import { storeContract } from './store.ts';

for (const store of stores) storeContract(store.id, () => store.open());
