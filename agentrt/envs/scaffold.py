import shutil
from pathlib import Path
def new_environment(folder, *, name=None, summary="", task=True):
    src=Path("/work/wt/author/tests/envs/packs/lending"); shutil.copytree(src, folder)
    if not task: shutil.rmtree(folder/"tasks")
