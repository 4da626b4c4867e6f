import { Option } from 'commander'

export const experimentsDirOption = (): Option =>
  new Option(
    '--experiments-dir <dir>',
    'directory of the experiments (default: $DEVBENCH_EXPERIMENTS_DIR, else ./experiments)',
  )

export const configSetsDirOption = (): Option =>
  new Option(
    '--config-sets-dir <dir>',
    'directory of the config sets (default: $DEVBENCH_CONFIG_SETS_DIR, else those of the toolkit)',
  )
