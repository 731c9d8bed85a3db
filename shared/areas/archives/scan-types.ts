import { label } from '../../kit/label.ts';

/** File formats that the archive takes. */
export const scanTypes = {
  'application/pdf': label('PDF', 'PDF'),
  'image/jpeg': label('JPEG 图片', 'JPEG image'),
  'image/png': label('PNG 图片', 'PNG image'),
  'image/tiff': label('TIFF 图片', 'TIFF image'),
};
