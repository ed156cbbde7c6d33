import { findPlaces, type Places } from '../../server/link/places.ts';
import { surroundingsOf } from '../../server/link/surroundings.ts';

/** Where the background process is found by somebody with these variables. */
export async function placesOf(environment: Readonly<Record<string, string>>): Promise<Places> {
  const found = await findPlaces({ ...surroundingsOf(process), variables: environment });
  if (!found.ok) throw new Error(found.error.message.en);
  return found.value;
}
