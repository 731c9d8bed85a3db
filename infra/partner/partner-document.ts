import { areas } from '../../shared/areas/index.ts';
import { openApi } from '../../shared/derive/openapi.ts';

/**
 * The partners' part of the OpenAPI document, whole in itself: a client is generated from it. The office shows its own document to
 * staff alone.
 *
 * @param origin the office's public origin, which then stands under `servers`
 * @example partnerDocument('https://office.example.cn').paths['/partner/v1/loans']
 */
export function partnerDocument(origin = ''): Record<string, unknown> & { paths: object; components: { schemas: object; securitySchemes: object } } {
  const { paths, components, tags: _, security: __, ...document } = openApi(areas);
  const isOpen = ([path]: readonly [string, unknown]) => path.startsWith('/partner/v1/') || path.startsWith('/.well-known/');
  const shown = Object.fromEntries(Object.entries(paths).filter(isOpen));
  return {
    ...document,
    info: { title: '案场合作方接口 Anchang, for partners', version: '1', description: 'Signed requests by the profile PSP-1; see infra/partner/README.md.' },
    servers: [{ url: `${origin}/api` }],
    tags: [{ name: 'partners', description: '合作方 / Partners' }],
    paths: shown,
    components: {
      schemas: reached({ shown, webhooks: document.webhooks }, components.schemas),
      securitySchemes: { signature: components.securitySchemes.signature },
    },
  };
}

/** The schemas that something refers to, and those that they refer to. */
function reached(from: unknown, schemas: Record<string, unknown>, known: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const names = [...JSON.stringify(from).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);
  const more = Object.fromEntries(names.filter((name) => !(name in known)).map((name) => [name, schemas[name]]));
  return Object.keys(more).length === 0 ? { ...known } : reached(more, schemas, { ...known, ...more });
}
