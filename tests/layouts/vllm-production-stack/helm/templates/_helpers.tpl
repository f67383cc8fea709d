{{- define "chart.routerLabels" -}}
{{- toYaml .Values.routerSpec.labels }}
{{- end }}
