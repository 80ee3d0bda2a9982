import type { Fields } from '../fields';

/** How closely a picture is looked at. What happens anyway is left out. */
export function pictureDetail(picture: Fields): { detail?: string } {
  const detail = picture.text('detail');
  return detail === undefined || detail === 'auto' ? {} : { detail };
}
