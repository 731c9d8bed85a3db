import { areas } from '../../shared/areas/index.ts';
import { openApi } from '../../shared/derive/openapi.ts';
import { type HttpHandler, http } from '../kit/http.ts';

let document: object | undefined;

/** The OpenAPI 3.1 document of the whole office, made from the definitions once for each function. */
export const handler: HttpHandler = http(async () => {
  document ??= openApi(areas);
  return { status: 200, body: document };
});
