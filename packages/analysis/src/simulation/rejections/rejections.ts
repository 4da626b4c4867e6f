import type { PairTest } from '@genai-devbench/schema'
import type { Scenario } from '../scenario.ts'
import { FIXED_EFFECT, INTERACTION } from './changes.ts'
import {
  AFTER_STOPPING,
  BENJAMINI_HOCHBERG,
  BROWN_FORSYTHE,
  HOLM,
  KRUSKAL_WALLIS,
  SHAPIRO_WILK,
  WELCH_ANOVA,
} from './families.ts'
import { BRUNNER_MUNZEL, EQUIVALENCE, FISHER_EXACT, MANN_WHITNEY, WELCH, WELCH_LOG } from './pairs.ts'

/** The tests that results have beside those that types declare. */
type OtherTest =
  | 'mann_whitney'
  | 'equivalence'
  | 'welch_anova'
  | 'kruskal_wallis'
  | 'brown_forsythe'
  | 'shapiro_wilk'
  | 'fixed_effect'
  | 'interaction'
  | 'holm'
  | 'bh'
  | 'after_stopping'

/** By test: a declared one without a scenario does not compile. */
export const REJECTIONS: Readonly<Record<PairTest['name'] | OtherTest, readonly [Scenario, ...Scenario[]]>> =
  {
    welch_log: WELCH_LOG,
    welch: WELCH,
    brunner_munzel: BRUNNER_MUNZEL,
    fisher_exact: FISHER_EXACT,
    mann_whitney: MANN_WHITNEY,
    equivalence: EQUIVALENCE,
    welch_anova: WELCH_ANOVA,
    kruskal_wallis: KRUSKAL_WALLIS,
    brown_forsythe: BROWN_FORSYTHE,
    shapiro_wilk: SHAPIRO_WILK,
    fixed_effect: FIXED_EFFECT,
    interaction: INTERACTION,
    holm: HOLM,
    bh: BENJAMINI_HOCHBERG,
    after_stopping: AFTER_STOPPING,
  }
