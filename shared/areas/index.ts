import type { AreaDefinition } from '../kit/define-area.ts';
import type { OperationDefinition } from '../kit/define-operation.ts';
import type { ResourceDefinition } from '../kit/define-resource.ts';
import { archives } from './archives/area.ts';
import { banking } from './banking/area.ts';
import { contracts } from './contracts/area.ts';
import { customers } from './customers/area.ts';
import { finance } from './finance/area.ts';
import { organisation } from './organisation/area.ts';
import { partners } from './partners/area.ts';
import { projects } from './projects/area.ts';
import { settings } from './settings/area.ts';

/** The areas of the office, in the order of the navigation. */
export const areas: readonly AreaDefinition[] = [organisation, projects, customers, contracts, banking, finance, partners, archives, settings];

/** Every resource by name, and every operation by name. */
export const resources: Readonly<Record<string, ResourceDefinition>> = Object.fromEntries(
  areas.flatMap((area) => area.resources.map((resource) => [resource.name, resource])),
);
export const operations: Readonly<Record<string, OperationDefinition>> = Object.fromEntries(
  areas.flatMap((area) => area.operations.map((operation) => [operation.name, operation])),
);
