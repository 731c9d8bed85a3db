import { AppstoreOutlined, InboxOutlined, ToolOutlined, UploadOutlined } from '@ant-design/icons';
import { NavLink } from 'react-router';
import { type Actor, decide } from '../../../shared/kit/access.ts';
import { office, resourceEntry } from '../office.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';

/** Pages of their own, above the areas; `needs` names the resource whose rule opens them, and for what. */
const pages = [
  { to: '/', text: 'page.inbox', Icon: InboxOutlined, needs: ['todo', 'read'] },
  { to: '/board', text: 'page.board', Icon: AppstoreOutlined, needs: ['unit', 'read'] },
  { to: '/import', text: 'page.import', Icon: UploadOutlined, needs: ['priceList', 'create'] },
  { to: '/settings', text: 'page.settings', Icon: ToolOutlined, needs: ['setting', 'read'] },
] as const;

/** Two levels: areas and their resources, as far as the person's posts may read them. */
export function Navigation({ onChoose }: { onChoose?: () => void }) {
  const { l, t } = useWords();
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
      {office.areas.map(({ name, label, resources }) => {
        const shown = resources.filter((resource) => may(actor, resource, 'read'));
        return shown.length === 0 ? null : (
          <section key={name}>
            <h2>{l(label)}</h2>
            <ul>
              {shown.map((resource) => (
                <li key={resource}>
                  <NavLink to={resourceEntry(resource).path} {...link}>
                    {l(resourceEntry(resource).label)}
                  </NavLink>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

const may = (actor: Actor, resource: string, right: 'read' | 'create'): boolean => decide(resourceEntry(resource)[right], actor) !== false;
