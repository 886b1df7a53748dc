" Vim et Neovim, après « :set exrc » : « :make » relit le contenu, « :copen » montre les remarques.
" Le serveur YAML (coc-yaml, yamlls) lit les schémas nommés en tête des fichiers de données.
set makeprg=planblanc\ check
set errorformat=%E%f:%l:%c:\ erreur\ :\ %m,%W%f:%l:%c:\ avertissement\ :\ %m,%E%f:%l:%c:\ error:\ %m,%W%f:%l:%c:\ warning:\ %m,%-G%.%#
