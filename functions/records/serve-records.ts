import { type RecordAction, recordRoutes } from '../../shared/derive/routes.ts';
import type { ResourceDefinition } from '../../shared/kit/define-resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { camel, type Label } from '../../shared/kit/label.ts';
import { openRequest } from '../kit/context.ts';
import { type ApiRequest, type HttpHandler, http } from '../kit/http.ts';
import { actorOf, answerWithCost, repeatKey } from '../kit/request.ts';
import { actions } from './actions.ts';

type Target = { readonly action: RecordAction; readonly resource: ResourceDefinition; readonly id: string; readonly transition: string };

/** What is done, in the words of a refusal: the verb and the resource. */
const verbs: Readonly<Record<RecordAction, Label>> = {
  list: { zh: '查看', en: 'See' },
  titles: { zh: '查看', en: 'See' },
  get: { zh: '查看', en: 'See' },
  history: { zh: '查看历史', en: 'See the history of' },
  create: { zh: '新建', en: 'Create' },
  update: { zh: '修改', en: 'Edit' },
  remove: { zh: '删除', en: 'Remove' },
  reveal: { zh: '查看完整信息', en: 'Reveal' },
  move: { zh: '变更状态', en: 'Move' },
};

/**
 * The generated API of some resources: lists, forms, history and plain transitions, all from the definitions. A deployed function
 * is given those of its own area alone, so that what it loads does not grow with the office (`infra/bundle.ts`).
 *
 * @example export const handler = serveRecords([customer])
 */
export const serveRecords = (resources: readonly ResourceDefinition[]): HttpHandler =>
  http(async (request) => {
    const actor = actorOf(request);
    const target = targetOf(resources, request);
    const { resource } = target;
    const opened = openRequest({ actor, requestId: request.requestId, action: labelOf(target) });
    const idempotency = repeatKey(request, { actor, resource: resource.name });
    const { action, id, transition } = target;
    return answerWithCost(opened, `${resource.name}.${action}`, () =>
      actions[action]({ ...opened, resource, id, transition, request, ...(idempotency ? { idempotency } : {}) }),
    );
  });

function targetOf(resources: readonly ResourceDefinition[], { method, path }: ApiRequest): Target {
  const [areaName, resourceName = '', ...tail] = path;
  const resource = resources.find((x) => x.area === areaName && x.name === camel(resourceName));
  if (!resource) return fail('request.route');
  for (const route of recordRoutes) {
    const values = route.method === method ? match(route.tail, tail) : undefined;
    if (values) return { action: route.action, resource, id: values.id ?? '', transition: camel(values.transition ?? '') };
  }
  return fail('request.route');
}

/** The values of `{…}` in a tail that fits, or undefined. */
function match(pattern: string, tail: readonly string[]): Record<string, string> | undefined {
  const parts = pattern === '' ? [] : pattern.split('/');
  if (parts.length !== tail.length) return undefined;
  const values: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    const given = tail[i] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name) values[name] = given;
    else if (part !== given) return undefined;
  }
  return values;
}

function labelOf({ action, resource, transition }: Target): Label {
  if (action === 'move') return resource.states?.transitions[transition]?.label ?? fail('request.route');
  return { zh: `${verbs[action].zh}${resource.label.zh}`, en: `${verbs[action].en} ${resource.label.en}` };
}
