import {
  AppstoreOutlined,
  AuditOutlined,
  ClockCircleOutlined,
  DownOutlined,
  FileTextOutlined,
  InboxOutlined,
  ToolOutlined,
  UploadOutlined,
} from '@ant-design/icons';
import { useId, useState } from 'react';
import { NavLink, useLocation } from 'react-router';
import { type Actor, decide } from '../../../shared/kit/access.ts';
import { office, resourceEntry } from '../office.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';

/** Pages of their own, above the areas; `needs` names the resource whose rule opens them, and for what. */
const pages = [
  { to: '/', text: 'page.inbox', Icon: InboxOutlined, needs: ['todo', 'read'] },
  { to: '/board', text: 'page.board', Icon: AppstoreOutlined, needs: ['unit', 'read'] },
  { to: '/import', text: 'page.import', Icon: UploadOutlined, needs: ['priceList', 'create'] },
  { to: '/due', text: 'page.due', Icon: ClockCircleOutlined, needs: ['receivable', 'read'] },
  { to: '/statements', text: 'page.statements', Icon: FileTextOutlined, needs: ['receipt', 'read'] },
  { to: '/reconcile', text: 'page.reconcile', Icon: AuditOutlined, needs: ['bankStatement', 'create'] },
  { to: '/settings', text: 'page.settings', Icon: ToolOutlined, needs: ['setting', 'read'] },
] as const;

/** Two levels: areas and their resources as far as the person's posts may read them. */
export function Navigation({ onChoose }: { onChoose?: () => void }) {
  const { t } = useWords();
  const { actor } = useSession();
  const link = { onClick: () => onChoose?.() };
  return (
    <nav aria-label={t('app.menu')} className="navigation">
      <h2>{t('app.work')}</h2>
      <ul>
        {pages
          .filter(({ needs: [resource, right] }) => may(actor, resource, right))
          .map(({ to, text, Icon }) => (
            <li key={to}>
              <NavLink to={to} end {...link}>
                <Icon aria-hidden="true" /> {t(text)}
              </NavLink>
            </li>
          ))}
      </ul>
      {office.areas.map((area) => (
        <Area key={area.name} area={area} onChoose={link.onClick} />
      ))}
    </nav>
  );
}

/** One area: its lists, which can be folded away. The choice is kept in this browser; the area one is in is always open. */
function Area({ area: { name, label, resources }, onChoose }: { area: (typeof office.areas)[number]; onChoose: () => void }) {
  const { l, many } = useWords();
  const { actor } = useSession();
  const { pathname } = useLocation();
  const id = useId();
  const key = `anchang.folded.${name}`;
  const [isFolded, setFolded] = useState(() => localStorage.getItem(key) === 'yes');
  const shown = resources.filter((resource) => may(actor, resource, 'read'));
  if (shown.length === 0) return null;
  const isOpen = !isFolded || pathname.startsWith(`/${name}/`);
  const fold = () => {
    localStorage.setItem(key, isOpen ? 'yes' : 'no');
    setFolded(isOpen);
  };
  return (
    <section>
      <h2>
        <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={fold}>
          {l(label)}
          <DownOutlined aria-hidden="true" />
        </button>
      </h2>
      <ul id={id} hidden={!isOpen}>
        {shown.map((resource) => (
          <li key={resource}>
            <NavLink to={resourceEntry(resource).path} onClick={onChoose}>
              {many(resourceEntry(resource).label)}
            </NavLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

const may = (actor: Actor, resource: string, right: 'read' | 'create'): boolean => decide(resourceEntry(resource)[right], actor) !== false;
